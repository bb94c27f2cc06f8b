import { Logger } from '@yipii/platform';
import { INTERNAL_ERROR, type ClientSocket } from './socket-server.ports';

/** A listener that throws costs its own socket and no other. */
export function listenerFailed(socket: ClientSocket, err: unknown): void {
  new Logger('sockets').error({ msg: 'a connection failed', err });
  socket.close(INTERNAL_ERROR, '');
}
