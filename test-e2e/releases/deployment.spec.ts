import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

  it('serve WebSockets on the version of Node that the suites prove uWebSockets.js on', () => {
    const [major = ''] = textOf('.nvmrc').split('.');
    expect(servicesOf('deploy/compose.yaml')).toContain(`{ APP: pusher-gateway, NODE: ${major} }`);
    const [, ofGateway] = /\[ \$app = pusher-gateway \] && node=(\d+)/.exec(textOf('docs/operations.md')) ?? [];
    expect(ofGateway).toBe(major);
  });

  it('run Node with the flags of `npm start`', () => {
    const flags = JSON.parse(textOf('tools/node-flags.json')) as string[];
    const { status, stderr } = spawnSync(process.execPath, [...flags, '-e', '0'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const dockerfile = textOf('deploy/Dockerfile');
    const [, script = ''] = /node -p "(.*)" > dist\/node-flags$/m.exec(dockerfile) ?? [];
    expect(execFileSync(process.execPath, ['-p', script], { cwd: ROOT, encoding: 'utf8' }).trim()).toBe(
      flags.join(' '),
    );
    expect(dockerfile).toMatch(/^CMD .*exec node \$\(cat dist\/node-flags\) /m);
    expect(textOf('docs/operations.md')).toContain(`ExecStart=/usr/bin/node ${flags.join(' ')} `);
  });

  describe('the unit of systemd', () => {
    const unit = /```ini\n([^]*?)```/.exec(textOf('docs/operations.md'))?.[1] ?? '';

    it('can be enabled, and its database ends with its process', () => {
      expect(unit).toMatch(/^\[Install\]\nWantedBy=multi-user\.target$/m);
      expect(unit).toMatch(/^KillMode=mixed$/m);
      expect(unit).toMatch(/^ExecStart=\/.* dist\/apps\/standalone\/main\.js$/m);
    });

    const analyzer = spawnSync('systemd-analyze', ['--version']).status === 0;
    (analyzer ? it : it.skip)('is what systemd understands', () => {
      const directory = mkdtempSync(path.join(tmpdir(), 'yipii-unit-'));
      const file = path.join(directory, 'yipii-live.service');
      // Whether Node lies there is the machine's business.
      writeFileSync(file, unit.replace('ExecStart=/usr/bin/node', `ExecStart=${process.execPath}`));
      const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
      rmSync(directory, { recursive: true });
      expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('yipii-live'))).toEqual([]);
    });
  });
});
