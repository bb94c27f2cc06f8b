import { connect, createServer, type AddressInfo } from 'node:net';
import { JoinedSockets } from './joined-sockets';

/** A server's address that answers slowly. */
export interface SlowLink {
  readonly port: number;
  /** Per connection; may be changed. */
  bytesPerSecond: number;
  close(): Promise<void>;
}

/** How much of a delay a busy machine may make up for, so that the link keeps its pace on average. */
const MADE_UP_MS = 1_000;

/** Listens on a free local port and passes on what clients send; what the server sends, at this pace per connection. */
export async function openSlowLink(
  target: { host: string; port: number },
  bytesPerSecond: number,
): Promise<SlowLink> {
  const sockets = new JoinedSockets();
  const server = createServer((client) => {
    const upstream = connect(target);
    sockets.join(client, upstream);
    client.on('data', (data) => upstream.write(data));
    let freeAt = 0;
    upstream.on('data', (data) => {
      client.write(data);
      upstream.pause();
      const now = performance.now();
      freeAt = Math.max(freeAt, now - MADE_UP_MS) + (data.length / link.bytesPerSecond) * 1_000;
      setTimeout(() => upstream.resume(), freeAt - now);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const link: SlowLink = {
    port: (server.address() as AddressInfo).port,
    bytesPerSecond,
    close: () => {
      sockets.destroyAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return link;
}
