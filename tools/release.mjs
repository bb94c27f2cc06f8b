// `node tools/release.mjs [version]`: writes down what this version promises to the next ones, in
// test-e2e/releases/<version>: the database's schema, the API's description, the topics' schemas with samples of
// their messages, and the commit.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import prettier from 'prettier';
import { loadTypeScript } from './services/load-typescript.mjs';

const root = path.resolve(import.meta.dirname, '..');
const { version: current } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const [, , version = current] = process.argv;
const folder = path.join(root, 'test-e2e/releases', version);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
cpSync(path.join(root, 'docs/openapi.json'), path.join(folder, 'openapi.json'));
cpSync(path.join(root, 'docs/schemas'), path.join(folder, 'schemas'), { recursive: true });
await writeSamples();
writeFileSync(path.join(folder, 'schema.sql'), await dumpSchema());
writeFileSync(path.join(folder, 'COMMIT'), execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root }));

async function writeSamples() {
  const { SAMPLES } = await loadTypeScript(path.join(root, 'libs/protocol/src/events/events.samples.ts'));
  mkdirSync(path.join(folder, 'samples'));
  for (const [topic, messages] of Object.entries(SAMPLES)) {
    const file = path.join(folder, 'samples', `${topic}.json`);
    writeFileSync(file, await prettier.format(JSON.stringify(messages), { parser: 'json' }));
  }
}

async function dumpSchema() {
  const { startPrivateServer } = await loadTypeScript(
    path.join(root, 'libs/testing/src/services/services.ts'),
  );
  const { postgresPrograms } = await loadTypeScript(
    path.join(root, 'libs/testing/src/services/postgres.server.ts'),
  );
  const { migrate } = await loadTypeScript(path.join(root, 'libs/persistence/src/migrate.ts'));
  const data = mkdtempSync(path.join(os.tmpdir(), 'yipii-release-'));
  const server = await startPrivateServer('postgres', path.join(data, 'postgres'));
  try {
    await migrate(server.url);
    const dump = path.join(postgresPrograms(), 'pg_dump');
    const text = execFileSync(dump, ['--schema-only', '--no-owner', server.url], { encoding: 'utf8' });
    // Newer releases of pg_dump write a random key.
    return text.replace(/^\\(un)?restrict .*\n/gm, '');
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}
