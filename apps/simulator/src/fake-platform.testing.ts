import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { TrackerRecord } from '@yipii/domain';
import { teltonika } from '@yipii/protocol';

/** Answers devices as the platform does, by our own framer and decoder. */
export interface FakePlatform {
  readonly port: number;
  readonly logins: string[];
  readonly frames: Buffer[];
  /** Every record of every frame, those that came again included. */
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
    const framer = teltonika.framer();
    let deviceIds: readonly string[] = [];
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      for (const bytesOfFrame of framer.push(bytes).frames) {
        const result = teltonika.decode(bytesOfFrame, { deviceIds }, { now: 0 });
        if (result.deviceIds) {
          deviceIds = result.deviceIds;
          platform.logins.push(...deviceIds);
          socket.write(Buffer.from([platform.accepts ? 1 : 0]));
        } else {
          platform.frames.push(bytesOfFrame);
          const [deviceId = ''] = deviceIds;
          platform.received.push(...result.records.map((record) => ({ deviceId, record })));
          platform.answer(socket, result.records.length);
        }
      }
    });
  });
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

async function closeAll(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}
