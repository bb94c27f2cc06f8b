import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '@yipii/testing';
import type { Kubernetes } from './kubernetes/kubernetes';
import type { Pod } from './kubernetes/objects';
import { aNamespace, deleteNamespace, rendered } from './namespace';

/** No pod runs here, so its program is run by itself. */
describe('the program of helm test', () => {
  let cluster: Kubernetes;
  let program: readonly string[];
  let server: Server;
  let status = 200;

  beforeAll(async () => {
    cluster = await aNamespace();
    const [pod] = await rendered<Pod>(cluster, 'Pod');
    program = pod?.spec.containers[0]?.command ?? [];
    server = createServer((_request, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.close();
    await deleteNamespace(cluster);
  });

  async function ask(...ports: number[]): Promise<number | null> {
    const [, option = '', source = ''] = program;
    const urls = ports.map((port) => `http://127.0.0.1:${port}/`);
    const [code] = (await once(spawn(process.execPath, [option, source, ...urls]), 'exit')) as [
      number | null,
    ];
    return code;
  }
  const port = (): number => (server.address() as AddressInfo).port;

  it('asks the Services that are for an ingress', () => {
    expect(program.slice(3)).toEqual([
      'http://live-api:8080/',
      'http://live-link-session:8081/',
      'http://live-pusher-gateway:6001/',
    ]);
  });

  it.each([
    [0, 'is fine with', 200],
    [0, 'takes a refusal without TLS for an answer:', 403],
    [1, 'fails with', 503],
  ])('ends with %i: %s %i', async (code, _what, answered) => {
    status = answered;
    expect(await ask(port(), port())).toBe(code);
  });

  it('fails if one of them does not answer', async () => {
    status = 200;
    expect(await ask(port(), await freePort())).toBe(1);
  });
});
