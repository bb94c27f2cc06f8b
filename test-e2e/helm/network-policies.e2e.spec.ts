import path from 'node:path';
import type { Kubernetes } from './kubernetes/kubernetes';
import { COMPONENT, type NetworkPolicy, type Peer } from './kubernetes/objects';
import { aNamespace, deleteNamespace, rendered } from './namespace';

const EVERYBODY = 'everybody';

/** Services of the chart by name; others are told apart no further. */
function namesOf(peers: readonly Peer[] | undefined): string[] {
  return peers?.map(({ podSelector }) => podSelector?.matchLabels[COMPONENT] ?? 'others') ?? [EVERYBODY];
}

describe('the network policies of the chart', () => {
  let cluster: Kubernetes;
  let policies: NetworkPolicy[];

  beforeAll(async () => {
    cluster = await aNamespace();
    const everything = ['--values', path.join(__dirname, 'values/every-option.yaml')];
    policies = await rendered(cluster, 'NetworkPolicy', ...everything);
  });
  afterAll(() => deleteNamespace(cluster));

  /** Who may open a connection to the port. */
  function callersOf(service: string, port: number): string[] {
    const policy = policies.find(({ metadata }) => metadata.labels[COMPONENT] === service);
    return (policy?.spec.ingress ?? [])
      .filter(({ ports }) => ports.some((one) => one.port === port))
      .flatMap(({ from }) => namesOf(from))
      .sort();
  }

  it('let trackers in from anywhere', () => {
    expect(callersOf('ingestion', 5027)).toEqual([EVERYBODY]);
  });

  it('let nobody but the API hand positions to ingestion', () => {
    expect(callersOf('ingestion', 5056)).toEqual(['api']);
  });

  it('let the ingress and helm test reach what is public, and the gateway the API', () => {
    expect(callersOf('api', 8080)).toEqual(['others', 'pusher-gateway', 'test']);
    expect(callersOf('link-session', 8081)).toEqual(['others', 'test']);
    expect(callersOf('pusher-gateway', 6001)).toEqual(['others', 'test']);
  });

  it.each(['ingestion', 'enrichment', 'alerting', 'pusher-gateway', 'api', 'link-session'])(
    'show the metrics of %s to Prometheus alone',
    (service) => {
      expect(callersOf(service, 9464)).toEqual(['others']);
    },
  );

  it('let a service out to the services that it calls', () => {
    const called = policies.map(({ metadata, spec }): [string | undefined, string[]] => [
      metadata.labels[COMPONENT],
      (spec.egress ?? []).flatMap(({ to }) => namesOf(to)).filter((name) => name !== 'others'),
    ]);
    expect(Object.fromEntries(called)).toEqual({
      alerting: [EVERYBODY],
      api: ['ingestion'],
      enrichment: [],
      ingestion: [],
      'link-session': [],
      'pusher-gateway': ['api'],
    });
  });
});
