import type { Socket } from 'node:net';

/** Pairs of sockets, of which each ends with the other. */
export class JoinedSockets {
  private readonly open = new Set<Socket>();

  join(a: Socket, b: Socket): void {
    this.add(a, b);
    this.add(b, a);
  }

  destroyAll(): void {
    for (const socket of this.open) socket.destroy();
  }

  private add(socket: Socket, other: Socket): void {
    this.open.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.open.delete(socket);
      other.destroy();
    });
  }
}
