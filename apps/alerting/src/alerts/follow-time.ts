import type { TimeZones } from '@yipii/domain';
import {
  DueKeys,
  FailureStreak,
  Logger,
  repeat,
  type Clock,
  type Lifecycle,
  type StateChange,
  type StateKey,
} from '@yipii/platform';
import type { AccountRules, RuleChange } from '../rules/account-rules';
import type { RuleBook } from '../rules/rule-book';
import type { AlertPartition, AlertPartitions } from './alert-partitions';
import type { AlertOutput } from './alert-states.ports';
import { follow } from './follow';
import type { Hearing } from './hearing';
import type { WatchedAsset } from './watched-asset';

const EVERY_MS = 250;
/** Offsets of batches that changed nothing are stored this often. */
const CHECKPOINT_MS = 5_000;
const ASSETS_PER_ROUND = 500;
/** How long a partition that was taken over may take to bring its first events, which may be old. */
const FIRST_EVENTS_MS = 10_000;

/**
 * Raises and clears what becomes due without a record: dwell and dates, silence, schedules, and rules and fences that
 * were edited or deleted. Time goes no further than what enrichment and we have read of a partition.
 */
export class FollowTime {
  private readonly streak = new FailureStreak(new Logger('alerts'), {});
  /** What has changed in the registry since the last round. */
  private changes: { readonly accountId: number; readonly change: RuleChange }[] = [];
  private readonly agendas = new WeakMap<AlertPartition, Agenda>();

  constructor(
    private readonly partitions: AlertPartitions,
    private readonly rules: RuleBook,
    private readonly hearing: Hearing,
    private readonly zones: TimeZones,
    private readonly clock: Clock,
  ) {
    rules.onChange((accountId, change) => this.changes.push({ accountId, change }));
  }

  /** One round; never rejects. */
  async run(): Promise<void> {
    try {
      await this.hearing.check(this.partitions.all());
      const { changes } = this;
      this.changes = [];
      for (const partition of this.partitions.all()) this.mark(partition, changes);
      for (const partition of this.partitions.all()) await this.look(partition);
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('alerts that are due can not be told, retrying', error);
    }
  }

  /** What was edited while nobody followed a partition is looked at first. */
  private agendaOf(partition: AlertPartition): Agenda {
    const known = this.agendas.get(partition);
    if (known) return known;
    const all = Array.from(partition.all(), ({ assetId }) => assetId);
    const agenda = { visits: new Set<StateKey>(all), due: new DueKeys() };
    this.agendas.set(partition, agenda);
    return agenda;
  }

  private mark(partition: AlertPartition, changes: FollowTime['changes']): void {
    const { visits, due } = this.agendaOf(partition);
    for (const key of partition.takeChanged()) {
      const dueAt = partition.get(key)?.alerts.dueAt ?? null;
      if (dueAt !== null) due.at(key, dueAt);
    }
    if (changes.length === 0) return;
    for (const asset of partition.all()) {
      const rules = this.rules.of(asset.accountId);
      if (
        changes.some(
          ({ accountId, change }) => accountId === asset.accountId && concerns(change, asset, rules),
        )
      )
        visits.add(asset.assetId);
    }
  }

  private async look(partition: AlertPartition): Promise<void> {
    const now = this.clock.now();
    if (partition.isFresh && now - partition.takenAt < FIRST_EVENTS_MS) return;
    const until = this.hearing.untilIn(partition);
    const wanted = this.wantedIn(partition, until);
    if (wanted.length === 0) return;
    await this.rules.read(new Set(wanted.map(({ accountId }) => accountId)));
    const visited: StateKey[] = [];
    await this.partitions.changeStored(partition, () =>
      wanted.flatMap(({ assetId }) => {
        visited.push(assetId);
        return this.followOne(partition, assetId, until);
      }),
    );
    const { visits } = this.agendaOf(partition);
    for (const key of visited) visits.delete(key);
  }

  private wantedIn(partition: AlertPartition, until: number): readonly WatchedAsset[] {
    const { visits, due } = this.agendaOf(partition);
    for (const key of due.take(until)) {
      const dueAt = partition.get(key)?.alerts.dueAt ?? null;
      if (dueAt === null) continue;
      if (dueAt <= until) visits.add(key);
      else due.at(key, dueAt);
    }
    const wanted: WatchedAsset[] = [];
    for (const key of visits) {
      const asset = partition.get(key);
      if (asset?.isGone === false) wanted.push(asset);
      else visits.delete(key);
      if (wanted.length === ASSETS_PER_ROUND) break;
    }
    return wanted;
  }

  private followOne(
    partition: AlertPartition,
    assetId: number,
    until: number,
  ): StateChange<WatchedAsset, AlertOutput>[] {
    const asset = partition.get(assetId);
    const rules = asset && this.rules.of(asset.accountId);
    if (!asset || !rules) return [];
    const context = { rules, zones: this.zones, listeningSince: this.hearing.sinceIn(partition) };
    return [follow(asset, { kind: 'clock', receivedAt: until }, context)];
  }
}

/** What is to be looked at in a partition. */
interface Agenda {
  /** As soon as possible. */
  readonly visits: Set<StateKey>;
  /** When time alone changes something. */
  readonly due: DueKeys;
}

/** A fence that changed matters at once to those of which something is raised; a rule also to those that it is new to. */
function concerns(change: RuleChange, asset: WatchedAsset, rules: AccountRules | undefined): boolean {
  const states = asset.alerts.rules;
  switch (change.kind) {
    case 'asset':
      return change.assetId === asset.assetId;
    case 'rule':
      return states.has(change.ruleId) || rules?.of(asset.assetId).plan.all.has(change.ruleId) === true;
    case 'fence':
      return [...states.values()].some(({ watches }) => [...watches.values()].some(({ raised }) => raised));
    case 'group':
      return true;
  }
}

/** Periodic work of this app. */
export class AlertingRounds {
  constructor(
    private readonly time: FollowTime,
    private readonly partitions: AlertPartitions,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const rounds = [
      repeat(EVERY_MS, () => this.time.run()),
      repeat(CHECKPOINT_MS, () => this.partitions.checkpoint()),
    ];
    this.lifecycle.onStop('intake', 'alerting rounds', async () => {
      await Promise.all(rounds.map((round) => round.stop()));
    });
  }
}
