import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { downloadJars, fillCache } from '@yipii/testing';

const JAVA_CLIENT = '2.4.4';
const REQUIREMENTS = path.join(__dirname, 'python/requirements.txt');

/** A Python that has the stock client and server SDK, from PyPI once per machine: its program. */
export async function pythonProgram(): Promise<string> {
  const versions = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const run = promisify(execFile);
  const folder = await fillCache(`python-${versions}`, async (environment) => {
    await run('python3', ['-m', 'venv', environment]);
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
    await run(path.join(environment, 'bin/python'), install);
  });
  return path.join(folder, 'bin/python');
}

/** Another version of Node for this platform, from npm once per machine: its program. */
export async function nodeProgram(major: number): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = await fillCache(`${name}-${major}`, (prefix) =>
    promisify(execFile)('npm', ['install', '--silent', '--no-save', '--prefix', prefix, `${name}@${major}`]),
  );
  return path.join(folder, 'node_modules', name, 'bin/node');
}

/** The class path of the stock Java client, from Maven Central once per machine. */
export async function javaClassPath(): Promise<string> {
  const artifacts = [`com.pusher:pusher-java-client:${JAVA_CLIENT}`, 'org.slf4j:slf4j-nop:1.7.25'];
  const folder = await fillCache(`pusher-java-client-${JAVA_CLIENT}`, (jars) =>
    downloadJars(jars, artifacts),
  );
  return `${folder}/*`;
}
