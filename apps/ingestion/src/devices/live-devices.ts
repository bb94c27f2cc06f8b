/** Which devices have a live connection, by the ids that they say they have. */
export class LiveDevices {
  private readonly connections = new Map<string, number>();

  /** Answers whether the device had a connection already. */
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
