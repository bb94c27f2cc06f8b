// `node tools/test.mjs default|cluster|clients|web|helm [jest options]`: what the tests run, such as the bundled apps, then Jest.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from './build.mjs';
import { loadTypeScript } from './services/load-typescript.mjs';

const root = path.resolve(import.meta.dirname, '..');
const [, , suite, ...options] = process.argv;

/** Each with what its tests run; Debian packages by the name that `installPackages` knows. */
const suites = {
  default: { config: 'jest.config.cjs', prepare: [build] },
  cluster: { config: 'test-e2e/jest.cluster.cjs', prepare: [packages('services'), build] },
  clients: { config: 'test-e2e/jest.clients.cjs', prepare: [packages('clients'), build] },
  web: { config: 'test-e2e/jest.web.cjs', prepare: [packages('web'), build] },
  helm: { config: 'test-e2e/jest.helm.cjs', prepare: [kubernetes] },
};
const { config, prepare } = suites[suite];

try {
  for (const step of prepare) await step();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const jest = spawn(
  process.execPath,
  [path.join(root, 'node_modules/jest/bin/jest.js'), '--config', path.join(root, config), ...options],
  { cwd: root, stdio: 'inherit' },
);
jest.on('exit', (code) => process.exit(code ?? 1));

/** Programs that tests start, from Debian. */
function packages(purpose) {
  return async () => {
    const { installPackages } = await loadTypeScript(
      path.join(root, 'libs/testing/src/services/packages.ts'),
    );
    installPackages(purpose);
  };
}

/** A Kubernetes cluster and Helm, built from source. */
async function kubernetes() {
  const folder = path.join(root, 'test-e2e/helm/kubernetes');
  const { kubernetesPrograms } = await loadTypeScript(path.join(folder, 'programs.ts'));
  await kubernetesPrograms(folder);
}
