// `npm run services -- up|down|status|env [--data DIR]`: Kafka, PostgreSQL and Redis on this machine without
// Docker, on free ports. `up` writes their addresses to DIR/services.json (default .data/services), `env` prints
// them as the settings of our services.
import path from 'node:path';
import { loadTypeScript } from './services/load-typescript.mjs';

const root = path.resolve(import.meta.dirname, '..');
const [, , command, ...options] = process.argv;
const { up, down, status } = await loadTypeScript(path.join(root, 'libs/testing/src/services/services.ts'));

const commands = {
  async up(directory) {
    const started = Date.now();
    const { kafka, postgres, redis } = await up(directory);
    print({ kafka, postgres, redis });
    console.log(
      `Up in ${((Date.now() - started) / 1000).toFixed(1)} s; addresses in ${directory}/services.json`,
    );
  },
  async down(directory) {
    await down(directory);
    console.log('Down; the data is kept.');
  },
  async env(directory) {
    const { kafka, postgres, redis } = await status(directory);
    if (!kafka || !postgres || !redis) throw new Error('not all services run: npm run services -- up');
    console.log(`DATABASE_URL=${postgres}\nKAFKA_BROKERS=${kafka}\nREDIS_URL=${redis}`);
  },
  async status(directory) {
    const urls = await status(directory);
    print(urls);
    if (Object.values(urls).includes(null)) process.exitCode = 1;
  },
};

try {
  await (commands[command] ?? usage)(dataDirectory());
} catch (error) {
  console.error(error.name === 'PackagesMissing' ? error.message : error);
  process.exitCode = 1;
}

function dataDirectory() {
  const at = options.indexOf('--data');
  return path.resolve(at < 0 ? path.join(root, '.data/services') : options[at + 1]);
}

function print(urls) {
  for (const [name, url] of Object.entries(urls)) console.log(`${name.padEnd(9)} ${url ?? 'down'}`);
}

function usage() {
  console.error('npm run services -- up|down|status|env [--data DIR]');
  process.exitCode = 1;
}
