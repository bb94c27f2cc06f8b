import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { TrackerRecord } from '@yipii/domain';
import {
  TrackerStream,
  teltonika,
  trackerProtocol,
  type DecodeResult,
  type TrackerReport,
} from '@yipii/protocol';

/** Replies to devices as the platform does, with the platform's own framer and decoder. */
export interface FakePlatform {
  readonly port: number;
  readonly logins: string[];
  readonly frames: Buffer[];
  /** Every record of every frame, repeated ones included. */
  readonly received: { deviceId: string; record: TrackerRecord }[];
  accepts: boolean;
  answer: (socket: Socket, records: number) => unknown;
  close(): Promise<void>;
}

export function acknowledge(socket: Socket, records: number): void {
  socket.write(Buffer.from([0, 0, 0, records]));
}

export async function startFakePlatform(port = 0): Promise<FakePlatform> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const stream = new TrackerStream(teltonika, 'tcp');
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      stream.push(bytes);
      for (let step = stream.next(0); step; step = stream.next(0))
        if ('result' in step) receive(socket, step.frame, step.result.reports[0]);
    });
  });
  const receive = (socket: Socket, frame: Buffer, report: TrackerReport | undefined): void => {
    const [deviceId = ''] = report?.deviceIds ?? [];
    if (!report) return;
    if (report.records.length === 0) {
      platform.logins.push(deviceId);
      socket.write(Buffer.from([platform.accepts ? 1 : 0]));
      return;
    }
    platform.frames.push(frame);
    platform.received.push(...report.records.map((record) => ({ deviceId, record })));
    platform.answer(socket, report.records.length);
  };
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const platform: FakePlatform = {
    port: (server.address() as AddressInfo).port,
    logins: [],
    frames: [],
    received: [],
    accepts: true,
    answer: acknowledge,
    close: () => closeAll(server, sockets),
  };
  return platform;
}

/** Accepts devices of any protocol over TCP or HTTP, with the platform's own decoder and replies. */
export async function startListener(name: string): Promise<AnyListener> {
  const sockets = new Set<Socket>();
  const deviceIds = new Set<string>();
  const protocol = trackerProtocol(name);
  const server = createServer((socket) => {
    sockets.add(socket);
    const stream = new TrackerStream(protocol, protocol.tcp ? 'tcp' : 'http');
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      stream.push(bytes);
      for (let step = stream.next(Date.now()); step; step = stream.next(Date.now()))
        if ('result' in step) answer(socket, step.result);
    });
  });
  const answer = (socket: Socket, { reports, replies }: DecodeResult): void => {
    for (const {
      deviceIds: [id = ''],
      records,
    } of reports)
      if (records.length > 0) deviceIds.add(id);
    for (const { bytes, when } of replies) if (ACCEPTING.includes(when)) socket.write(bytes);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    deviceIds,
    close: () => closeAll(server, sockets),
  };
}

export interface AnyListener {
  readonly port: number;
  /** Ids of the devices that have sent records. */
  readonly deviceIds: ReadonlySet<string>;
  close(): Promise<void>;
}

const ACCEPTING: readonly string[] = ['now', 'accepted', 'after-durable'];

async function closeAll(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}
