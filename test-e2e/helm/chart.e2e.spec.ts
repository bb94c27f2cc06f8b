import { CHART, theCluster } from './namespace';

/** A value as Helm's --set-json takes it, and where the message must say that it is wrong. */
const INVALID: readonly (readonly [string, string])[] = [
  ['image.pullPolicy="Sometimes"', '/image/pullPolicy'],
  ['image.repository=""', '/image/repository'],
  ['imagePullSecrets=["registry"]', '/imagePullSecrets/0'],
  ['existingSecret=""', '/existingSecret'],
  ['env.PUBLIC_URL="live.example.com"', '/env/PUBLIC_URL'],
  ['env.REDIS_URL="redis://redis:6379"', "invalid propertyName 'REDIS_URL'"],
  ['env.KAFKA_BROKERS=null', "missing property 'KAFKA_BROKERS'"],
  ['shutdownGraceSeconds=0', '/shutdownGraceSeconds'],
  ['migration.enabled="yes"', '/migration/enabled'],
  ['replicas=3', "'replicas' not allowed"],
  ['services.api.replicas="2"', '/services/api/replicas'],
  ['services.api.replica=2', "/services/api': additional properties 'replica' not allowed"],
  ['services.api.secrets=["PASSWORD"]', '/services/api/secrets/0'],
  ['services.api.ports.http=80', '/services/api/ports/http'],
  ['services.api.service.type="ExternalName"', '/services/api/service/type'],
  ['services.api.autoscaling={"minReplicas":2}', "missing properties 'maxReplicas', 'cpuPercent'"],
  ['httpRoutes={"enabled":true,"parentRefs":[]}', '/httpRoutes/parentRefs'],
  ['ingress.api.hosts=["https://live.example.com"]', '/ingress/api/hosts/0'],
  ['podLabels={"team":1}', '/podLabels/team'],
  ['topologySpreadConstraints=[{"maxSkew":1}]', '/topologySpreadConstraints/0'],
  ['monitoring.podMonitor.interval=30', '/monitoring/podMonitor/interval'],
  ['networkPolicy.metricsFrom="prometheus"', '/networkPolicy/metricsFrom'],
];

describe('the chart', () => {
  it('passes helm lint --strict', async () => {
    const { stdout } = await theCluster().helm(['lint', CHART, '--strict']);
    expect(stdout).toContain('0 chart(s) failed');
  });

  it.each(INVALID)('refuses %s and says where it is', async (value, place) => {
    await expect(theCluster().helm(['template', 'live', CHART, '--set-json', value])).rejects.toThrow(place);
  });
});
