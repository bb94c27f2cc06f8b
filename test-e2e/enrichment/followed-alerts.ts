import { toStoredAlerts } from '@yipii/domain';
import { NOON, FakeClock } from '@yipii/testing';
import { Listening, TemporalTimeZones, Health, PartitionLost, type PartitionClaim } from '@yipii/platform';
import type { StateCheckpoint, TakenStates } from '@yipii/platform';
import { topics, type Envelope, type PositionEnriched, type RegistryChanged } from '@yipii/protocol';
import { AlertPartitions } from '../../apps/alerting/src/alerts/alert-partitions';
import {
  AlertStates,
  type AlertOutput,
  type StoredAsset,
} from '../../apps/alerting/src/alerts/alert-states.ports';
import { EvaluatePositions } from '../../apps/alerting/src/alerts/evaluate-positions';
import type { WatchedAsset } from '../../apps/alerting/src/alerts/watched-asset';
import type { AccountSource, RuleOfAssets } from '../../apps/alerting/src/rules/account-rules';
import { RuleBook } from '../../apps/alerting/src/rules/rule-book';
import { RuleStore } from '../../apps/alerting/src/rules/rule-store.ports';

/** States and alerts of one partition, stored as the database does: a transaction a batch. */
export class MemoryAlertStates extends AlertStates {
  /** `raised` or `cleared`, with all of it, in the order in which they were stored. */
  readonly stored: string[] = [];
  private readonly assets = new Map<number, string>();
  private epoch = 0;
  private offset: number | null = null;
  /** What happens to the next transaction. */
  fate: 'goes on' | 'killed before the commit' | 'killed after the commit' = 'goes on';

  take(partition: number): Promise<TakenStates<StoredAsset>> {
    const claim = { group: 'alerting', topic: topics.positionEnriched.name, partition, epoch: ++this.epoch };
    const states = [...this.assets.values()].map((json) => JSON.parse(json) as StoredAsset);
    return Promise.resolve({ claim, offset: this.offset, states });
  }

  save(claim: PartitionClaim, changes: StateCheckpoint<WatchedAsset, AlertOutput>): Promise<void> {
    if (claim.epoch !== this.epoch) return Promise.reject(new PartitionLost('it has a new owner'));
    if (this.fate === 'killed before the commit') return Promise.reject(new Error('killed'));
    this.offset = changes.offset;
    for (const state of changes.states)
      this.assets.set(state.assetId, JSON.stringify({ ...state, alerts: toStoredAlerts(state.alerts) }));
    for (const row of changes.rows)
      this.stored.push(JSON.stringify('raised' in row ? { raised: row.raised } : { cleared: row.cleared }));
    return this.fate === 'goes on' ? Promise.resolve() : Promise.reject(new Error('killed'));
  }
}

/** What api keeps, in memory. */
export class MemoryRules extends RuleStore {
  readonly rules = new Map<number, RuleOfAssets>();

  constructor(private readonly others: Omit<AccountSource, 'rules'>) {
    super();
  }

  account(): Promise<AccountSource> {
    return Promise.resolve({ ...this.others, rules: [...this.rules.values()] });
  }

  rule(_account: number, id: number): Promise<RuleOfAssets | null> {
    return Promise.resolve(this.rules.get(id) ?? null);
  }

  maintenance = () => Promise.resolve(null);
  fence = () => Promise.resolve(null);
  asset = () => Promise.resolve(null);
  group = () => Promise.resolve(null);
}

/** A process that owns the partition. */
export class AlertOwner {
  private constructor(
    private readonly positions: EvaluatePositions,
    private readonly book: RuleBook,
    /** Where it reads on. */
    readonly offset: number,
  ) {}

  static async take(states: AlertStates, rules: RuleStore): Promise<AlertOwner> {
    const clock = new FakeClock(NOON);
    const partitions = new AlertPartitions(states, clock);
    const book = new RuleBook(rules);
    const listening = new Listening(new Health(), clock);
    const offset = await partitions.assigned(0);
    return new AlertOwner(
      new EvaluatePositions(partitions, book, listening, new TemporalTimeZones()),
      book,
      offset,
    );
  }

  run(events: readonly Envelope<PositionEnriched>[], firstOffset: number): Promise<void> {
    return this.positions.run({
      ...{ topic: topics.positionEnriched, partition: 0, lag: 0, nextOffset: firstOffset + events.length },
      events: events.map((event, index) => ({ ...event, offset: firstOffset + index })),
      publish: () => Promise.resolve(),
    });
  }

  hear(event: RegistryChanged): Promise<void> {
    return this.book.changed({
      ...{ id: 'x', occurredAt: '', account: { id: 1, key: 'acme' }, subject: 'x', traceparent: null, event },
    });
  }
}
