import { createServer, connect, type AddressInfo } from 'node:net';
import { JoinedSockets } from './joined-sockets';

/** A server's address behind which the network can fail. */
export interface TcpProxy {
  readonly port: number;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  /** What clients send still arrives; what the server answers is lost, until `restore`. */
  swallowAnswers(): void;
  restore(): void;
  close(): Promise<void>;
}

/** Listens on a free local port and passes everything on to the server. */
export async function openTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new JoinedSockets();
  let state: 'open' | 'cut' | 'swallowing' = 'open';
  const server = createServer((client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const upstream = connect(target);
    sockets.join(client, upstream);
    client.on('data', (data) => upstream.write(data));
    upstream.on('data', (data) => state !== 'swallowing' && client.write(data));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // One that is forgotten must not keep the run from ending.
  server.unref();

  const cut = (): void => {
    state = 'cut';
    sockets.destroyAll();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    swallowAnswers: () => void (state = 'swallowing'),
    restore: () => void (state = 'open'),
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
