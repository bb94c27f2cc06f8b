import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
/** They have an image, but are not part of a cluster. */
const NOT_OF_A_CLUSTER = ['simulator', 'standalone'];

const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** The lines below `services:`, up to the next key of the file. */
function servicesOf(file: string): string {
  return /^services:\n((?: .*\n|\n)*)/m.exec(textOf(file))?.[1] ?? '';
}

function keysAt(indent: number, text: string): string[] {
  return [...text.matchAll(new RegExp(`^ {${indent}}([\\w-]+):`, 'gm'))].map(([, key = '']) => key);
}

describe('the deployments', () => {
  const apps = readdirSync(path.join(ROOT, 'apps'))
    .filter((app) => existsSync(path.join(ROOT, 'apps', app, 'src/main.ts')))
    .filter((app) => !NOT_OF_A_CLUSTER.includes(app));

  it('run every app of a cluster', () => {
    const compose = servicesOf('deploy/compose.yaml');
    const built = [...compose.matchAll(/APP: ([\w-]+)/g)].map(([, app]) => app);
    expect([...new Set(built)].sort()).toEqual(apps);
    expect(keysAt(2, compose)).toEqual(expect.arrayContaining(apps));
    expect(keysAt(2, servicesOf('helm/yipii-live/values.yaml')).sort()).toEqual(apps);
  });

  it('require TLS in every image', () => {
    expect(textOf('deploy/Dockerfile')).toMatch(/^ENV .*\bAPI_REQUIRE_TLS=true GATEWAY_REQUIRE_TLS=true/m);
  });

  it('set what the schema of the chart knows', () => {
    interface Definition {
      readonly properties: object;
    }
    const schema = JSON.parse(textOf('helm/yipii-live/values.schema.json')) as Definition & {
      readonly definitions: Readonly<Record<string, Definition>>;
    };
    const known = Object.keys(schema.definitions.service?.properties ?? {});
    const used = keysAt(4, servicesOf('helm/yipii-live/values.yaml'));
    expect(used).toContain('udpPorts');
    expect(used.filter((key) => !known.includes(key))).toEqual([]);
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(keysAt(0, textOf('helm/yipii-live/values.yaml'))),
    );
  });
});
