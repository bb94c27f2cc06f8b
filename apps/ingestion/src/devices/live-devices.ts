/** Which registered devices have an open connection, by unique id. */
export class LiveDevices {
  private readonly connections = new Map<string, number>();

  /** Returns whether the device had a connection already. */
  enter(uniqueId: string): boolean {
    const before = this.connections.get(uniqueId) ?? 0;
    this.connections.set(uniqueId, before + 1);
    return before > 0;
  }

  leave(uniqueId: string): void {
    const left = (this.connections.get(uniqueId) ?? 1) - 1;
    if (left > 0) this.connections.set(uniqueId, left);
    else this.connections.delete(uniqueId);
  }
}
