import { acknowledgeAlert, recordEvents } from '@yipii/persistence';
import {
  RunTimers,
  type Clock,
  type Lifecycle,
  type Outbox,
  type TimerTable,
  type WorkerDatabase,
} from '@yipii/platform';
import { topics } from '@yipii/protocol';
import { alertTold, toFeed } from './alert-events';

interface Request {
  readonly alert_id: string;
  readonly acknowledged_by: string;
  readonly note: string | null;
  readonly created_at: string;
}

/** Acknowledgements that api asks for. Each is done once, and then gone. */
export class AcknowledgeAlerts {
  private readonly timers: RunTimers<Request>;

  constructor(
    database: WorkerDatabase,
    outbox: Outbox,
    private readonly clock: Clock,
    private readonly lifecycle: Lifecycle,
  ) {
    this.timers = new RunTimers(this.requests(), { database, outbox, clock });
  }

  onApplicationBootstrap(): void {
    this.timers.start(this.lifecycle);
  }

  /** Takes up all that is there. */
  run(): Promise<void> {
    return this.timers.run();
  }

  private requests(): TimerTable<Request> {
    return {
      ...{ kind: 'alert_acknowledgement', table: 'alert_acknowledgement', primaryKey: 'id' },
      columns: ['alert_id', 'acknowledged_by', 'note', 'created_at'],
      fire: async ({ subject, row }, tx) => {
        await tx.query('DELETE FROM alert_acknowledgement WHERE id = $1', [subject]);
        const { alert_id: alertId, acknowledged_by: by, note } = row;
        const stored = await acknowledgeAlert(tx, { alertId, by, note, at: new Date(row.created_at) });
        if (!stored) return { nextDueAt: null, events: [] };
        const { rows } = await tx.query<{ key: string }>('SELECT key FROM account WHERE id = $1', [
          stored.account_id,
        ]);
        const account = { id: Number(stored.account_id), key: rows[0]?.key ?? '' };
        const change = { type: 'alert.acknowledged', row: stored, account, traceparent: null } as const;
        const told = alertTold(change, new Date(this.clock.now()));
        await recordEvents(tx, [toFeed(change, told)]);
        return { nextDueAt: null, events: [{ topic: topics.alertTriggered, ...told }] };
      },
    };
  }
}
