import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { listen } from '../app/ops-server';
import { Lifecycle } from '../lifecycle/lifecycle';
import { ListeningPorts } from '../lifecycle/listening-ports';
import { ConnectionShares, type ConnectionShare } from '../network/connection-shares';
import { cutSlowReaders } from './cut-slow-readers';

const DRAIN_MS = 5_000;

export interface HttpListener {
  /** Its name in the log and in `ListeningPorts`. */
  readonly name: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** The setting that holds the port. */
  readonly variable: string;
  /** Of the connections of this process; absent: no limit. */
  readonly share?: ConnectionShare;
}

/**
 * Serves an app on a port of its own, which takes its share of the connections of the process.
 * @throws PortTaken
 */
export function serveApp(app: INestApplication, listener: Omit<HttpListener, 'share'>): Promise<void> {
  const share = app.get(ConnectionShares).open('HTTP');
  const parts = { ports: app.get(ListeningPorts), lifecycle: app.get(Lifecycle) };
  return serveHttp(app.getHttpServer() as Server, { ...listener, share }, parts);
}

/**
 * Starts to listen. When the process stops, the server accepts no new connections, lets running requests finish and
 * closes. Upgraded connections are left to their owners.
 * @throws PortTaken
 */
export async function serveHttp(
  server: Server,
  { name, port, variable, share }: HttpListener,
  { ports, lifecycle }: { readonly ports: ListeningPorts; readonly lifecycle: Lifecycle },
): Promise<void> {
  const running = runningResponses(server);
  cutSlowReaders(server);
  if (share && Number.isFinite(share.max)) server.maxConnections = share.max;
  server.on('drop', () => {
    share?.exhausted();
    // Whoever asks something is served rather than who holds a connection.
    server.closeIdleConnections();
  });
  await listen(server, port, variable);
  ports.opened(name, (server.address() as AddressInfo).port);
  lifecycle.onStop('intake', `${name} http`, () => void server.close());
  lifecycle.onStop('drain', `${name} http`, async () => {
    const ended = Promise.all([...running].map((response) => once(response, 'close')));
    await Promise.race([ended, sleep(DRAIN_MS, undefined, { ref: false })]);
    server.closeAllConnections();
  });
}

function runningResponses(server: Server): ReadonlySet<ServerResponse> {
  const running = new Set<ServerResponse>();
  server.on('request', (_request, response) => {
    running.add(response);
    response.once('close', () => running.delete(response));
  });
  return running;
}
