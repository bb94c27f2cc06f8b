import { readdirSync } from 'node:fs';
import path from 'node:path';
import { aNamespace, CHART, deleteNamespace } from './namespace';
import type { Kubernetes } from './kubernetes/kubernetes';

const VALUES = path.join(__dirname, 'values');
/** Of each Deployment that Pod Security finds too free, and of each API that will be removed. */
const STRICT = ['--warnings-as-errors', '--dry-run=server'];

describe('the API server', () => {
  let cluster: Kubernetes;

  beforeAll(async () => {
    cluster = await aNamespace();
  });
  afterAll(() => deleteNamespace(cluster));

  async function tryOut(...options: string[]): Promise<string> {
    const { stdout: manifests } = await cluster.helm(['template', 'live', CHART, ...options]);
    return (await cluster.kubectl(['apply', ...STRICT, '-f', '-'], manifests)).stdout;
  }

  it('takes the chart as it is', async () => {
    expect(await tryOut()).toContain('deployment.apps/live-api created');
  });

  it.each(readdirSync(VALUES))('takes it with %s', async (file) => {
    expect(await tryOut('--values', path.join(VALUES, file))).toContain('deployment.apps/live-api created');
  });

  it.each([
    ['a pod that Pod Security would refuse', deployment({ hostNetwork: true }), 'PodSecurity'],
    [
      'an API that is deprecated',
      { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'old' } },
      'deprecated',
    ],
    ['a field that it does not know', deployment({ replicas: 2 }), 'unknown field'],
  ])('would tell of %s', async (_what, object, message) => {
    const tried = cluster.kubectl(['apply', ...STRICT, '-f', '-'], JSON.stringify(object));
    await expect(tried).rejects.toThrow(message);
  });
});

function deployment(spec: object): object {
  const labels = { app: 'witness' };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: 'witness', image: 'witness' }], ...spec },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'witness' },
    spec: { selector: { matchLabels: labels }, template },
  };
}
