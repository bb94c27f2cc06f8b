import type { ClientConnection } from './client-connection';

/** All connections of this node. */
export class Connections {
  private readonly all = new Set<ClientConnection>();
  private readonly boundTo = new Map<string, Set<ClientConnection>>();

  get size(): number {
    return this.all.size;
  }

  add(connection: ClientConnection): void {
    this.all.add(connection);
  }

  /** Makes revocations of the id affect this connection. */
  bind(connection: ClientConnection, id: string): void {
    const connections = this.boundTo.get(id);
    if (connections) connections.add(connection);
    else this.boundTo.set(id, new Set([connection]));
  }

  remove(connection: ClientConnection, ids: Iterable<string>): void {
    this.all.delete(connection);
    for (const id of ids) {
      const connections = this.boundTo.get(id);
      connections?.delete(connection);
      if (connections?.size === 0) this.boundTo.delete(id);
    }
  }

  dependingOn(id: string): readonly ClientConnection[] {
    return [...(this.boundTo.get(id) ?? [])];
  }

  /** In random order, since pusher-js reconnects after exactly one second. */
  shuffled(): ClientConnection[] {
    const connections = [...this.all];
    for (let i = connections.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1));
      [connections[i], connections[j]] = [
        connections[j] as ClientConnection,
        connections[i] as ClientConnection,
      ];
    }
    return connections;
  }
}
