// `node tools/test.mjs default|cluster|clients|web [jest options]`: bundles the apps (the end-to-end suites run them), then Jest.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from './build.mjs';
import { loadTypeScript } from './services/load-typescript.mjs';

const root = path.resolve(import.meta.dirname, '..');
const [, , suite, ...options] = process.argv;

/** Each with the Debian packages that it needs, by the name that `installPackages` knows. */
const suites = {
  default: { config: 'jest.config.cjs' },
  cluster: { config: 'test-e2e/jest.cluster.cjs', packages: 'services' },
  clients: { config: 'test-e2e/jest.clients.cjs', packages: 'clients' },
  web: { config: 'test-e2e/jest.web.cjs', packages: 'web' },
};
const { config, packages } = suites[suite];

if (packages) await install(packages);
await build();
const jest = spawn(
  process.execPath,
  [path.join(root, 'node_modules/jest/bin/jest.js'), '--config', path.join(root, config), ...options],
  { cwd: root, stdio: 'inherit' },
);
jest.on('exit', (code) => process.exit(code ?? 1));

/** The programs that its tests start. */
async function install(purpose) {
  const { installPackages } = await loadTypeScript(path.join(root, 'libs/testing/src/services/packages.ts'));
  try {
    installPackages(purpose);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
