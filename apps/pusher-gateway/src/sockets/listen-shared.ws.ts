import type { ListenOptions, Server } from 'node:net';
import { PortTaken, StartRefused } from '@yipii/platform';

/** The first version of Node whose processes can share a port. */
const SINCE = { major: 23, minor: 1 };

/**
 * Listens on a port together with other processes that do the same.
 * @throws PortTaken if another process has the port and does not share it
 * @throws StartRefused if this version of Node can't
 */
export function listenShared(server: Server, port: number, variable: string): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < SINCE.major || (major === SINCE.major && minor < SINCE.minor)) {
    throw new StartRefused(
      `GATEWAY_PROCESSES > 1 needs uWebSockets.js: with GATEWAY_SOCKETS=ws Node ${SINCE.major}.${SINCE.minor} or newer, this is ${process.version}`,
    );
  }
  const options: ListenOptions & { readonly reusePort: boolean } = { port, reusePort: true };
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTaken(port, variable) : error);
    });
    server.listen(options, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}
