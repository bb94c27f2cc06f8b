// `node tools/test.mjs default|cluster [jest options]`: bundles the apps (the end-to-end suites run them), then Jest.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from './build.mjs';
import { loadTypeScript } from './services/load-typescript.mjs';

const root = path.resolve(import.meta.dirname, '..');
const [, , suite, ...options] = process.argv;
const config = { default: 'jest.config.cjs', cluster: 'test-e2e/jest.cluster.cjs' }[suite];

if (suite === 'cluster') await installServers();
await build();
const jest = spawn(
  process.execPath,
  [path.join(root, 'node_modules/jest/bin/jest.js'), '--config', path.join(root, config), ...options],
  { cwd: root, stdio: 'inherit' },
);
jest.on('exit', (code) => process.exit(code ?? 1));

/** Its suites start Kafka, PostgreSQL and Redis of their own. */
async function installServers() {
  const { installPackages } = await loadTypeScript(path.join(root, 'libs/testing/src/services/packages.ts'));
  try {
    installPackages();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
