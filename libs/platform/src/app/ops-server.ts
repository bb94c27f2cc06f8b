import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as SocketServer } from 'node:net';
import type { Health } from '../health/health';
import type { Lifecycle } from '../lifecycle/lifecycle';
import type { ListeningPorts } from '../lifecycle/listening-ports';
import type { Metrics } from '../metrics/metrics';

interface OpsParts {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  readonly ports: ListeningPorts;
}

/**
 * `/live` (the process runs), `/ready` (it can do its work; 503 with the reasons else, and while stopping)
 * and `/metrics`, on a port of their own. It answers before anything else is up.
 * @throws PortTaken
 */
export async function startOpsServer(port: number, parts: OpsParts): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    if (path === '/live') sendJson(response, 200, { status: 'live' });
    else if (path === '/ready') sendReadiness(response, parts);
    else if (path === '/metrics') void sendMetrics(response, parts.metrics);
    else sendJson(response, 404, { status: 'not found' });
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 5_000;
  await listen(server, port, 'METRICS_PORT');
  parts.ports.opened('metrics', (server.address() as AddressInfo).port);
  return server;
}

/** A port that somebody else has; says which variable to change. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(
    readonly port: number,
    readonly variable: string,
  ) {
    super(`port ${port} is taken: set ${variable} to another one, or to 0 for any free one`);
  }
}

/** @throws PortTaken */
export function listen(server: SocketServer, port: number, variable: string, host?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTaken(port, variable) : error);
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function sendReadiness(response: ServerResponse, { health, lifecycle }: OpsParts): void {
  const problems = lifecycle.isStopping ? { process: 'stopping' } : health.problems();
  const ready = Object.keys(problems).length === 0;
  sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', problems });
}

async function sendMetrics(response: ServerResponse, metrics: Metrics): Promise<void> {
  response.writeHead(200, { 'content-type': metrics.registry.contentType });
  response.end(await metrics.registry.metrics());
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
