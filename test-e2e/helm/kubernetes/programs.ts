import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { fillCache } from '../../../libs/testing/src/services/cached-folder';
import { go, goModule } from './go';

/** Fake nodes, on which pods become ready without a container. Its own versions of Kubernetes' modules are older. */
const KWOK = 'sigs.k8s.io/kwok@v0.8.0';
/** What its nodes and pods do, and when; the programs do not contain it. */
const STAGES = ['node/fast', 'node/heartbeat-with-lease', 'pod/fast'];

/**
 * Builds the programs of a Kubernetes cluster, kubectl and Helm from source, once per version and machine.
 * @returns the folder with them, and with the stages of kwok
 * @throws Error with one line if Go is missing
 */
export function kubernetesPrograms(folder: string): Promise<string> {
  const versions = ['go.mod', 'go.sum'].map((file) => readFileSync(path.join(folder, file), 'utf8'));
  const version = createHash('sha256')
    .update([...versions, KWOK].join('\n'))
    .digest('hex')
    .slice(0, 12);
  return fillCache(`kubernetes-${version}`, (target) => {
    go(['version'], folder);
    process.stderr.write('Building Kubernetes and Helm, once; this takes some minutes…\n');
    build(folder, target);
    return Promise.resolve();
  });
}

function build(folder: string, target: string): void {
  const env = { ...process.env, CGO_ENABLED: '0', GOBIN: target };
  const run = (...args: string[]): string => go(args, folder, env);
  const version = run('list', '-m', '-f', '{{.Version}}', 'k8s.io/kubernetes');
  const [major = '', minor = ''] = version.slice(1).split('.');
  const names = { gitVersion: version, gitMajor: major, gitMinor: minor };
  const stamps = Object.entries(names).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  run('build', '-trimpath', '-ldflags', ['-s -w', ...stamps].join(' '), '-o', `${target}/`, 'tool');
  renameSync(path.join(target, 'server'), path.join(target, 'etcd'));
  run('install', '-trimpath', '-ldflags', '-s -w', KWOK.replace('@', '/cmd/kwok@'));
  const kwok = goModule(KWOK, folder);
  for (const stage of STAGES)
    copyStages(path.join(kwok, 'kustomize/stage', stage), path.join(target, 'stages'));
}

function copyStages(from: string, to: string): void {
  for (const file of readdirSync(from)) {
    if (file.endsWith('.yaml') && file !== 'kustomization.yaml')
      cpSync(path.join(from, file), path.join(to, file));
  }
}
