import { Logger } from '@yipii/platform';
import { INTERNAL_ERROR, type ClientSocket } from './socket-server.ports';

/** Closes the socket of a listener that threw, and no other. */
export function listenerFailed(socket: ClientSocket, err: unknown): void {
  new Logger('sockets').error({ msg: 'connection failed', err });
  socket.close(INTERNAL_ERROR, '');
}
