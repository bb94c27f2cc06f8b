import path from 'node:path';
import { eventually } from '@yipii/testing';
import type { Kubernetes } from './kubernetes/kubernetes';
import type { Deployment, HttpRoute, Ingress, Pod, Service } from './kubernetes/objects';
import { aNamespace, CHART, deleteNamespace, rendered, WAIT } from './namespace';

const PATIENCE = { timeoutMs: 600_000 };
const AUTOSCALING = '--set-json=services.api.autoscaling={"minReplicas":3,"maxReplicas":6,"cpuPercent":70}';

describe('with options of the chart', () => {
  let cluster: Kubernetes;

  beforeAll(async () => {
    cluster = await aNamespace();
  });
  afterAll(() => deleteNamespace(cluster));

  /** Host and path → Service and the number of its port. */
  async function waysIn(kind: string, ...options: string[]): Promise<Record<string, string>> {
    const services = await rendered<Service>(cluster, 'Service');
    const portOf = ({ name, port }: Backend): number | undefined =>
      services
        .find(({ metadata }) => metadata.name === name)
        ?.spec.ports.find((one) => one.name === port.name || one.port === port.number)?.port;
    const ways = (await rendered<Ingress & HttpRoute>(cluster, kind, ...options)).flatMap((route) =>
      kind === 'Ingress' ? ofIngress(route) : ofHttpRoute(route),
    );
    return Object.fromEntries(ways.map(([way, to]) => [way, `${to.name}:${portOf(to) ?? 'no such port'}`]));
  }

  describe.each([
    ['Ingress', ['--set=ingress.enabled=true']],
    ['HTTPRoute', ['--set=httpRoutes.enabled=true', '--set=httpRoutes.parentRefs[0].name=public']],
  ] as const)('an %s', (kind, options) => {
    it('leads to the API, its tracking links and the WebSocket at their public hosts', async () => {
      expect(await waysIn(kind, ...options)).toEqual({
        'live.example.com/': 'live-api:8080',
        'live.example.com/api/public/': 'live-link-session:8081',
        'ws.live.example.com/': 'live-pusher-gateway:6001',
      });
    });

    it('tells the WebSocket by its paths where both have one host', async () => {
      const sameHost = '--set=env.WS_PUBLIC_URL=wss://live.example.com:8443';
      expect(await waysIn(kind, ...options, sameHost)).toEqual({
        'live.example.com/': 'live-api:8080',
        'live.example.com/api/public/': 'live-link-session:8081',
        'live.example.com/app/': 'live-pusher-gateway:6001',
        'live.example.com/apps/': 'live-pusher-gateway:6001',
      });
    });
  });

  it('autoscaling decides the number of replicas, and an upgrade leaves it', async () => {
    const replicas = async (): Promise<number | undefined> =>
      (await cluster.list<Deployment>('deployment')).find(({ metadata }) => metadata.name === 'live-api')
        ?.status.readyReplicas;
    await cluster.helm(['install', 'live', CHART, ...WAIT, AUTOSCALING]);
    await eventually(async () => expect(await replicas()).toBe(3), PATIENCE);
    await cluster.kubectl(['scale', 'deployment', 'live-api', '--replicas=4']);
    await cluster.helm(['upgrade', 'live', CHART, ...WAIT, AUTOSCALING, '--set-string=image.tag=2']);
    await eventually(async () => expect(await replicas()).toBe(4), PATIENCE);
  });

  it('all of them at once are installed and leave the pods as they want them', async () => {
    const everything = ['--values', path.join(__dirname, 'values/every-option.yaml')];
    await cluster.helm(['upgrade', 'live', CHART, ...WAIT, ...everything]);
    await eventually(async () => {
      const pods = await cluster.list<Pod>('pod', '-l', 'team=fleet');
      const all = await cluster.list<Pod>('pod');
      expect(pods).toHaveLength(all.length);
      expect(new Set(pods.map(({ spec }) => spec.serviceAccountName))).toEqual(new Set(['live']));
      const mounts = pods.map(({ spec }) =>
        spec.containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath),
      );
      const paths = new Set(mounts.map((one) => one?.join(' ')));
      expect(paths).toEqual(new Set(['/tmp /certificates', '/tmp /certificates /streets']));
    }, PATIENCE);
  });
});

interface Backend {
  readonly name: string;
  readonly port: { readonly name?: string; readonly number?: number };
}

function ofIngress({ spec }: Ingress): [string, Backend][] {
  return spec.rules.flatMap(({ host, http }) =>
    http.paths.map(({ path: prefix, backend }): [string, Backend] => [`${host}${prefix}`, backend.service]),
  );
}

function ofHttpRoute({ spec }: HttpRoute): [string, Backend][] {
  return spec.hostnames.flatMap((host) =>
    spec.rules.flatMap(({ matches, backendRefs }) =>
      backendRefs.map(({ name, port }): [string, Backend] => [
        `${host}${matches.map(({ path: prefix }) => prefix.value).join()}`,
        { name, port: { number: port } },
      ]),
    ),
  );
}
