import { openUwsServer } from './socket-server.uws';

/** A process that listens on the port of its argument together with others, and says what it serves. */
async function main(): Promise<void> {
  const { port } = JSON.parse(process.argv[2] ?? '') as { port: number };
  const nothing = (): void => undefined;
  await openUwsServer({
    port,
    sharesPort: true,
    maxFrameBytes: 1024,
    maxBodyBytes: 1024,
    maxBufferedBytes: 1024 * 1024,
    onUpgrade: () => null,
    onConnection: () => ({
      received: nothing,
      oversized: nothing,
      heard: nothing,
      drained: nothing,
      closed: nothing,
    }),
    onRequest: () => Promise.resolve({ status: 200, headers: {}, body: String(process.pid) }),
  });
  process.stdout.write('listening\n');
}

void main();
