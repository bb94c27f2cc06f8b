import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { postgresPrograms } from './postgres.server';

const POLICY = '/usr/sbin/policy-rc.d';
/** Debian packages by what needs them, and whether each is there. */
const PACKAGES = {
  services: {
    'redis-server': () => hasProgram('redis-server'),
    postgresql: () => postgresPrograms() !== null,
    'default-jre-headless': () => hasProgram('java'),
    maven: () => hasProgram('mvn'),
    'python3-pip': () => succeeds('python3', '-m', 'pip', '--version'),
  },
  clients: {
    'python3-venv': () => succeeds('python3', '-c', 'import ensurepip, venv'),
    'default-jdk-headless': () => hasProgram('javac'),
    maven: () => hasProgram('mvn'),
  },
  web: { chromium: () => hasProgram('chromium') },
} as const;

/** What must be installed by hand, as the line to run. */
export class PackagesMissing extends Error {
  override readonly name = 'PackagesMissing';
}

/**
 * Installs the Debian packages that are missing when root.
 * @throws PackagesMissing when not
 */
export function installPackages(purpose: keyof typeof PACKAGES = 'services'): void {
  const missing = Object.entries(PACKAGES[purpose]).flatMap(([name, isThere]) => (isThere() ? [] : [name]));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new PackagesMissing(`Run once: sudo apt-get install -y ${missing.join(' ')}`);
  }
  withoutSystemServices(() => {
    aptGet('update');
    aptGet('install', '-y', '--no-install-recommends', ...missing);
  });
}

/** Debian starts a server of the system's own after installing one; ours run beside and apart from it. */
function withoutSystemServices(install: () => void): void {
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    install();
  } finally {
    if (ours) rmSync(POLICY);
  }
}

function aptGet(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 2, 2], env });
  if (status !== 0) throw new PackagesMissing(`apt-get ${args.join(' ')} failed`);
}

function hasProgram(name: string): boolean {
  return succeeds('which', name);
}

function succeeds(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
