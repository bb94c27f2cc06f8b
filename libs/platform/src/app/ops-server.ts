import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as SocketServer } from 'node:net';
import type { Health } from '../health/health';
import { cutSlowReaders } from '../http/cut-slow-readers';
import type { Lifecycle } from '../lifecycle/lifecycle';
import type { ListeningPorts } from '../lifecycle/listening-ports';
import type { Metrics } from '../metrics/metrics';

/** Of the operations port: enough for whoever watches a process, and no way to take all its descriptors. */
const MAX_CONNECTIONS = 64;

interface OpsAddress {
  readonly port: number;
  /** Absent: all addresses. */
  readonly host?: string;
}

interface OpsParts {
  readonly health: Health;
  /** Problems that only a restart can fix. If absent, the process is live as long as it responds. */
  readonly life?: Health;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  readonly ports: ListeningPorts;
}

/** The reason why each part named here can't work. */
export type Problems = Readonly<Record<string, string>>;

/** Returns what `/ready` reports; empty if everything works. */
export function readinessProblems({ health, lifecycle }: Pick<OpsParts, 'health' | 'lifecycle'>): Problems {
  return lifecycle.isStopping ? { process: 'stopping' } : health.problems();
}

/**
 * Serves `/live` (the process runs), `/ready` (it can do its work; otherwise 503 with the reasons, also while
 * stopping) and `/metrics` on a port of their own, before anything else is up.
 * @throws PortTaken
 */
export async function startOpsServer({ port, host }: OpsAddress, parts: OpsParts): Promise<Server> {
  const server = createServer({ connectionsCheckingInterval: 1_000 }, (request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    if (path === '/live') sendStatus(response, 'live', parts.life?.problems() ?? {});
    else if (path === '/ready') sendStatus(response, 'ready', readinessProblems(parts));
    else if (path === '/metrics') void sendMetrics(response, parts.metrics);
    else sendJson(response, 404, { status: 'not found' });
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 5_000;
  server.maxConnections = MAX_CONNECTIONS;
  server.on('drop', () => server.closeIdleConnections());
  cutSlowReaders(server);
  await listen(server, port, 'METRICS_PORT', host);
  parts.ports.opened('metrics', (server.address() as AddressInfo).port);
  return server;
}

/** A port is in use. The message names the setting to change. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(
    readonly port: number,
    readonly variable: string,
  ) {
    super(`port ${port} is in use: set ${variable} to another one, or to 0 for any free one`);
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

function sendStatus(response: ServerResponse, status: 'live' | 'ready', problems: Problems): void {
  const isSo = Object.keys(problems).length === 0;
  sendJson(response, isSo ? 200 : 503, { status: isSo ? status : `not ${status}`, problems });
}

async function sendMetrics(response: ServerResponse, metrics: Metrics): Promise<void> {
  response.writeHead(200, { 'content-type': metrics.registry.contentType });
  response.end(await metrics.registry.metrics());
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
