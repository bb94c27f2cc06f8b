import { aNamespace, CHART, deleteNamespace, theCluster, WAIT } from './namespace';
import type { Kubernetes } from './kubernetes/kubernetes';
import { COMPONENT, type Pod } from './kubernetes/objects';
import { ReadyPods } from './ready-pods';

const NODES = ['a-1', 'a-2', 'b-1', 'b-2'];

describe('the nodes of a cluster', () => {
  let cluster: Kubernetes;

  beforeAll(async () => {
    cluster = await aNamespace();
    await cluster.helm(['install', 'live', CHART, ...WAIT]);
  });
  afterAll(() => deleteNamespace(cluster));
  afterEach(() => theCluster().kubectl(['uncordon', ...NODES]));

  async function podsByService(): Promise<Pod[][]> {
    const pods = await cluster.list<Pod>('pod');
    const services = new Set(pods.map(({ metadata }) => metadata.labels[COMPONENT]));
    return [...services].map((service) =>
      pods.filter(({ metadata }) => metadata.labels[COMPONENT] === service),
    );
  }

  const evict = (pod: Pod): Promise<unknown> => {
    const { name } = pod.metadata;
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } };
    const url = `/api/v1/namespaces/${cluster.namespace}/pods/${name}/eviction`;
    return cluster.kubectl(['create', '--raw', url, '-f', '-'], JSON.stringify(eviction));
  };

  it('share the replicas of each service, two in different zones', async () => {
    for (const pods of await podsByService()) {
      expect(new Set(pods.map(({ spec }) => spec.nodeName?.split('-')[0])).size).toBe(pods.length);
    }
  });

  it('are drained one by one, while every service has a pod that is ready', async () => {
    const ready = await ReadyPods.watch(cluster, COMPONENT);
    for (const node of NODES) {
      await theCluster().kubectl(['drain', node, '--delete-emptydir-data', '--ignore-daemonsets']);
      expect(await cluster.list('pod', `--field-selector=spec.nodeName=${node}`)).toEqual([]);
      await theCluster().kubectl(['uncordon', node]);
    }
    ready.stop();
    const services = (await podsByService()).length;
    expect(Object.keys(ready.fewest)).toHaveLength(services);
    expect(Math.min(...Object.values(ready.fewest))).toBe(1);
  });

  it('keep the last pod of each service until there is another one', async () => {
    await cluster.kubectl(['rollout', 'status', 'deployment', '--timeout=10m']);
    // Nobody takes the replacements.
    await theCluster().kubectl(['cordon', ...NODES]);
    for (const [first, last] of await podsByService()) {
      if (!first || !last) throw new Error('a service has fewer than two pods');
      await evict(first);
      await expect(evict(last)).rejects.toThrow("violate the pod's disruption budget");
    }
  });
});
