import { AppProcess } from '../../support/app-process';
import { metricOf } from '../../support/metrics-page';
import { Program } from '../program';
import type { PublishLoad } from './bare-uws.program';
import { BENCH_APP, GRANT_KEY } from './frames';
import { HttpPublisher } from './http-publisher';
import { startSoketi } from './soketi';
import type { SubscriptionMode } from './subscriber-socket';

/** A server under load. */
export interface Target {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  readonly admission: SubscriptionMode;
  /** Resolves with how many were published; by the fleet with the newest `seq` of all assets. */
  publish(load: PublishLoad): Promise<number>;
  /** Frames that the server has handed to sockets so far; null where it does not count. */
  delivered(): Promise<number | null>;
  stop(): Promise<unknown>;
}

export type StartTarget = () => Promise<Target>;

/** The floor: a bare publish loop that makes the messages itself. */
export async function startBare(): Promise<Target> {
  const program = Program.start('bare-uws');
  return {
    ...{ name: 'bare uWebSockets.js', pid: program.pid, admission: 'by path' },
    port: await program.ask<number>('listen'),
    publish: (load) => program.ask<number>('publish', load),
    delivered: () => Promise.resolve(null),
    stop: () => program.stop(),
  };
}

/** As it is run: signed channels, limits and metrics, messages by the signed HTTP API. */
/** @param more settings */
export async function startOurs(more: Readonly<Record<string, string>> = {}): Promise<Target> {
  const app = await AppProcess.start('gateway', {
    ...{ PORT: '0', ...more },
    PUSHER_APPS: JSON.stringify([{ ...BENCH_APP, clientMessages: true }]),
    // All subscribers are one address.
    ...{ GATEWAY_MAX_CONNECTIONS_PER_IP: '100000', GATEWAY_ACCEPT_RATE: '100000' },
    ...{ GATEWAY_MAX_FRAMES_PER_SECOND: '20', GATEWAY_MAX_CHANNELS_PER_SOCKET: '1000' },
  });
  return overHttp('Yipii Live', {
    pid: app.pid,
    port: Number(more.PORT) || app.port('websocket'),
    stop: () => app.end(),
  });
}

export async function startPeer(): Promise<Target> {
  return overHttp('soketi', await startSoketi());
}

/** The streams of our own app, gathered; positions come in within the process. */
export async function startFleet(): Promise<Target> {
  const program = Program.start('fleet-gateway', {
    ...{ GATEWAY_MAX_CONNECTIONS_PER_IP: '100000', GATEWAY_ACCEPT_RATE: '100000', GRANT_KEYS: GRANT_KEY },
  });
  const { port, metricsPort } = await program.ask<{ port: number; metricsPort: number }>('listen');
  return {
    ...{ name: 'Yipii Live', pid: program.pid, port, admission: 'fleet' },
    publish: (load) => program.ask<number>('publish', load),
    delivered: async () => {
      const page = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      return metricOf(page, 'yipii_gateway_frames_delivered_total');
    },
    stop: () => program.stop(),
  };
}

interface RunningServer {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<unknown>;
}

function overHttp(name: string, { pid, port, stop }: RunningServer): Target {
  const publisher = new HttpPublisher(port);
  return {
    ...{ name, pid, port, admission: 'app' },
    publish: (load) => publisher.publish(load),
    delivered: () => Promise.resolve(null),
    stop: () => {
      publisher.end();
      return stop();
    },
  };
}
