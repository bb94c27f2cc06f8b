import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { cutSlowReaders } from './cut-slow-readers';

/** More than the kernel takes for a connection. */
const ANSWER = Buffer.alloc(32 * 1024 * 1024);
const EVERY_MS = 200;

describe('a client that waits with reading its answer', () => {
  let server: Server;

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/large') response.end(ANSWER);
      // Comes to nothing for as long as the client likes to wait.
      else response.writeHead(200).flushHeaders();
    });
    cutSlowReaders(server, { everyMs: EVERY_MS, minBytes: 1 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  function asked(path: string): Socket {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return socket;
  }

  it('is cut, but not one whose answer is still to come', async () => {
    const [slow, patient] = [asked('/large'), asked('/nothing-yet')];
    patient.resume();
    await once(await connectionOf(server, slow), 'close');
    expect(patient.closed).toBe(false);
    for (const socket of [slow, patient]) socket.destroy();
  });
});

/** The server's end. */
function connectionOf(server: Server, client: Socket): Promise<Socket> {
  return new Promise((resolve) => {
    server.on('request', ({ socket }) => {
      if (socket.remotePort === client.localPort) resolve(socket);
    });
  });
}
