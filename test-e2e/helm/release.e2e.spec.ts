import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '@yipii/testing';
import { aNamespace, CHART, deleteNamespace, REPOSITORY, SECRET_KEYS, WAIT } from './namespace';
import type { Kubernetes } from './kubernetes/kubernetes';
import type { Deployment, EndpointSlice, Pod, Service } from './kubernetes/objects';

describe('a release of the chart', () => {
  let cluster: Kubernetes;
  let before: string[];
  const folder = mkdtempSync(path.join(tmpdir(), 'yipii-chart-'));

  beforeAll(async () => {
    cluster = await aNamespace();
    before = await everythingIn(cluster);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await deleteNamespace(cluster);
  });

  /** The tags that run; a pod that was replaced may be there for a moment longer. */
  const runs = (tag: string): Promise<void> =>
    eventually(
      async () => {
        const pods = await cluster.list<Pod>('pod');
        const tags = pods.map(({ spec }) => spec.containers[0]?.image.split(':').at(-1));
        expect([...new Set(tags)]).toEqual([tag]);
      },
      { timeoutMs: 600_000 },
    );

  it('is installed by someone who may administer the namespace only, and becomes ready', async () => {
    await cluster.kubectl(['create', 'rolebinding', 'deployer', '--clusterrole=admin', '--user=deployer']);
    before = await everythingIn(cluster);
    await cluster.helm([
      'install',
      'live',
      CHART,
      ...WAIT,
      '--kube-as-user=deployer',
      '--set-string=image.tag=1',
    ]);
    const deployments = await cluster.list<Deployment>('deployment');
    expect(deployments.map(({ status }) => status.readyReplicas)).toEqual(deployments.map(() => 2));
  });

  it('has pods behind every port of its Services', async () => {
    const services = await cluster.list<Service>('service');
    const slices = await cluster.list<EndpointSlice>('endpointslice');
    const served = services.map(({ metadata: { name }, spec: { ports } }) => {
      const own = slices.filter(({ metadata }) => metadata.labels['kubernetes.io/service-name'] === name);
      const ready = own.flatMap(({ endpoints }) => endpoints).filter(({ conditions }) => conditions.ready);
      return [name, own.flatMap((slice) => slice.ports).length === ports.length, ready.length];
    });
    expect(served).toEqual([
      ['live-api', true, 2],
      ['live-ingestion', true, 2],
      ['live-ingestion-private', true, 2],
      ['live-ingestion-udp', true, 2],
      ['live-link-session', true, 2],
      ['live-pusher-gateway', true, 2],
    ]);
  });

  it('passes helm test', async () => {
    const { stdout } = await cluster.helm(['test', 'live', '--timeout=10m']);
    expect(stdout).toMatch(/TEST SUITE: +live-test\n[^]*Phase: +Succeeded/);
  });

  it('gives no pod a token of the API server', async () => {
    const pods = await cluster.list<Pod>('pod');
    expect(pods.length).toBeGreaterThan(10);
    const mounts = pods.flatMap(({ spec }) =>
      spec.containers.flatMap(({ volumeMounts }) => volumeMounts ?? []),
    );
    expect([...new Set(mounts.map(({ mountPath }) => mountPath))]).toEqual(['/tmp']);
  });

  it('is upgraded and rolled back, each time with all pods anew', async () => {
    await cluster.helm(['upgrade', 'live', CHART, ...WAIT, '--set-string=image.tag=2']);
    await runs('2');
    await cluster.helm(['rollback', 'live', '1', ...WAIT]);
    await runs('1');
  });

  it('would not be upgraded to a chart that selects its pods by other labels', async () => {
    cpSync(CHART, folder, { recursive: true });
    const labels = path.join(folder, 'templates/_labels.tpl');
    writeFileSync(
      labels,
      readFileSync(labels, 'utf8').replaceAll('kubernetes.io/component', 'kubernetes.io/part'),
    );
    await expect(cluster.helm(['upgrade', 'live', folder])).rejects.toThrow('field is immutable');
  });

  it('leaves nothing behind when it is uninstalled', async () => {
    await cluster.helm(['uninstall', 'live', ...WAIT]);
    // What a Deployment has made, the garbage collector deletes in its own time.
    await eventually(async () => expect(await everythingIn(cluster)).toEqual(before), { timeoutMs: 600_000 });
  });
});

describe('the Secret of a release', () => {
  let cluster: Kubernetes;
  const without = (...keys: string[]): string[] => SECRET_KEYS.filter((key) => !keys.includes(key));

  afterEach(() => deleteNamespace(cluster));

  it('is looked at before anything is installed: what it lacks is named', async () => {
    cluster = await aNamespace(without('GRANT_KEYS', 'APP_DATABASE_URL'));
    await expect(cluster.helm(['install', 'live', CHART])).rejects.toThrow(
      'Secret yipii-live lacks APP_DATABASE_URL, GRANT_KEYS',
    );
    expect(await cluster.list('deployment')).toEqual([]);
  });

  it('needs what the values ask for, by the names that they give it', async () => {
    cluster = await aNamespace();
    const history = ['--values', path.join(__dirname, 'values/history-database.yaml')];
    await expect(cluster.helm(['install', 'live', CHART, ...history])).rejects.toThrow(
      /lacks APP_HISTORY_DATABASE_URL, ENRICHMENT_HISTORY_DATABASE_URL, OWNER_HISTORY_DATABASE_URL, WORKER_HISTORY/,
    );
  });

  it('may come later: the notes name all of its keys', async () => {
    cluster = await aNamespace([]);
    const { stdout } = await cluster.helm(['install', 'live', CHART]);
    expect(stdout).toContain(`is not there yet`);
    expect(stdout).toContain([...SECRET_KEYS].sort().join(', '));
  });
});

describe('a release of the chart of 0.1.0', () => {
  let cluster: Kubernetes;
  const folder = mkdtempSync(path.join(tmpdir(), 'yipii-chart-'));

  beforeAll(async () => {
    cluster = await aNamespace([...SECRET_KEYS, 'DATABASE_URL']);
    const commit = readFileSync(path.join(REPOSITORY, 'test-e2e/releases/0.1.0/COMMIT'), 'utf8').trim();
    const archive = execFileSync('git', ['archive', commit, 'helm'], { cwd: REPOSITORY });
    execFileSync('tar', ['x'], { cwd: folder, input: archive });
    await cluster.helm(['install', 'live', path.join(folder, 'helm/yipii-live'), ...WAIT]);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await deleteNamespace(cluster);
  });

  const identities = async (): Promise<[string, string][]> =>
    (await cluster.list<Deployment>('deployment')).map(({ metadata }) => [metadata.name, metadata.uid]);

  it('is upgraded in place: its Deployments stay', async () => {
    const former = await identities();
    expect(former).toHaveLength(4);
    await cluster.helm(['upgrade', 'live', CHART, ...WAIT]);
    expect(await identities()).toEqual(expect.arrayContaining(former));
  });
});

/** All objects of the namespace of any kind; events end by themselves. */
async function everythingIn(cluster: Kubernetes): Promise<string[]> {
  const { stdout } = await cluster.kubectl([
    'api-resources',
    '--namespaced',
    '--verbs=list',
    '--output=name',
  ]);
  const kinds = stdout
    .trim()
    .split('\n')
    .filter((kind) => !kind.startsWith('events'));
  const { stdout: names } = await cluster.kubectl(['get', kinds.join(','), '--output=name']);
  return names.trim().split('\n').sort();
}
