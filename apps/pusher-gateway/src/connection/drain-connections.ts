import { closeReasons } from '@yipii/protocol';
import type { Clock } from '@yipii/platform';
import type { Connections } from './connections';
import type { Scheduler } from '../hub/scheduler.ports';

const STEP_MS = 20;
/** A few clients are closed faster than over the whole duration. */
const MIN_MS_PER_CLIENT = 5;
/** Time for the last clients to answer their close frames. */
const FAREWELL_MS = 1_000;

/**
 * Closes all connections in random order, spread evenly: pusher-js reconnects exactly one second after a
 * close, so without it all would arrive elsewhere at the same moment.
 */
export class DrainConnections {
  constructor(
    private readonly connections: Connections,
    private readonly clock: Clock,
    private readonly scheduler: Scheduler,
  ) {}

  async run(overMs: number): Promise<void> {
    const clients = this.connections.shuffled();
    const duration = Math.min(overMs, clients.length * MIN_MS_PER_CLIENT);
    const startedAt = this.clock.now();
    let gone = 0;
    while (gone < clients.length) {
      const passed = duration > 0 ? (this.clock.now() - startedAt) / duration : 1;
      const due = Math.max(gone, Math.min(clients.length, Math.ceil(clients.length * passed)));
      for (const client of clients.slice(gone, due)) client.close(closeReasons.overCapacity);
      gone = due;
      await this.pause();
    }
    const lastCall = this.clock.now() + FAREWELL_MS;
    while (this.connections.size > 0 && this.clock.now() < lastCall) await this.pause();
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => this.scheduler.after(STEP_MS, resolve));
  }
}
