import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { Kubernetes } from './kubernetes/kubernetes';

export const REPOSITORY = path.resolve(__dirname, '../..');
export const CHART = path.join(REPOSITORY, 'helm/yipii-live');
/** With nothing but Pod Security, as strict as it gets: of what a Deployment's pods lack, the API server warns. */
const RESTRICTED = ['enforce', 'warn', 'audit'].map(
  (mode) => `pod-security.kubernetes.io/${mode}=restricted`,
);

/** For Helm. Longer than any machine needs; nothing waits for it unless something is wrong. */
export const WAIT = ['--wait', '--timeout', '10m'];

/** The cluster that the run has started (`jest-global-setup.ts`). */
export function theCluster(): Kubernetes {
  const { programs, kubeconfig } = JSON.parse(process.env.TEST_KUBERNETES ?? '') as Record<string, string>;
  return new Kubernetes(programs ?? '', kubeconfig ?? '');
}

/** A new namespace in which Pod Security is enforced, and with it the Secret that docs/operations.md asks for. */
export async function aNamespace(keys: readonly string[] = SECRET_KEYS): Promise<Kubernetes> {
  const name = `live-${randomUUID().slice(0, 8)}`;
  await theCluster().kubectl(['create', 'namespace', name]);
  await theCluster().kubectl(['label', 'namespace', name, ...RESTRICTED]);
  const cluster = theCluster().in(name);
  const literals = keys.map((key) => `--from-literal=${key}=${key.toLowerCase()}`);
  if (keys.length > 0) await cluster.kubectl(['create', 'secret', 'generic', 'yipii-live', ...literals]);
  return cluster;
}

/** Waits until nothing of it is left. */
export async function deleteNamespace({ namespace }: Kubernetes): Promise<void> {
  await theCluster().kubectl(['delete', 'namespace', namespace, '--timeout=10m']);
}

const ROLES = ['OWNER', 'APP', 'WORKER', 'INGESTION', 'ENRICHMENT', 'ALERTING', 'LINK_SESSION'];
/** What docs/operations.md tells to put into it. */
export const SECRET_KEYS = [
  ...ROLES.map((role) => `${role}_DATABASE_URL`),
  ...['REDIS_URL', 'GRANT_KEYS', 'ENCRYPTION_KEYS', 'API_SIGNING_KEY'],
];

/** The objects of this kind of the chart with these options, as the API server would store them. */
export async function rendered<T>(cluster: Kubernetes, kind: string, ...options: string[]): Promise<T[]> {
  const { stdout: manifests } = await cluster.helm(['template', 'live', CHART, ...options]);
  const { stdout } = await cluster.kubectl(['apply', '--dry-run=server', '-o', 'json', '-f', '-'], manifests);
  const { items } = JSON.parse(stdout) as { items: (T & { kind: string })[] };
  return items.filter((object) => object.kind === kind);
}
