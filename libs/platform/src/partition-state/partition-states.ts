import type { Clock } from '../clock/clock';
import { Logger } from '../logging/logger';
import { FailureStreak } from '../messaging/failure-streak';
import { PartitionLost, type PartitionOwner } from '../messaging/messaging.ports';
import { OwnedPartition, type InputProgress, type StateChange, type StateKeys } from './owned-partition';
import type { PartitionStore, StateCheckpoint } from './partition-store.ports';

/** The end of a batch; a `Batch` is one. */
export interface BatchEnd extends InputProgress {
  readonly partition: number;
}

/** Options of a consumer's states. */
export interface PartitionStateOptions<State, Row, Stored> {
  readonly keys: StateKeys<State, Row>;
  /** Restores a stored state. */
  readonly restore: (stored: Stored) => State;
}

/**
 * The partitions that this process owns for one consumer, with the states of their keys. Two ways to use it:
 *
 * - {@link handle}: outputs first, states in memory, stored by {@link checkpoint} now and then. Whoever takes
 *   over reads on from the stored offset, and must come to the same states and outputs.
 * - {@link handleStored}: states, rows and offset of each batch in one transaction, before anything is published
 *   (rows may be outbox events). A batch that comes again after a crash is recognised by its offsets.
 *   {@link changeStored} does the same for what happens between batches, e.g. because time has passed.
 */
export class PartitionStates<State, Row, Stored = State> implements PartitionOwner {
  private readonly log = new Logger('partitions');
  private readonly streak: FailureStreak;
  private readonly owned = new Map<number, OwnedPartition<State, Row>>();
  private turn = -1;

  constructor(
    private readonly store: PartitionStore<State, Row, Stored>,
    private readonly clock: Clock,
    private readonly options: PartitionStateOptions<State, Row, Stored>,
  ) {
    this.streak = new FailureStreak(this.log, {}, {}, clock);
  }

  /** Never null, because the group may have committed beyond a first checkpoint that was never stored. */
  async assigned(partition: number): Promise<number> {
    const { claim, offset, states } = await this.store.take(partition);
    const taken = { claim, offset, states: states.map((stored) => this.options.restore(stored)) };
    this.owned.set(partition, new OwnedPartition(taken, this.options.keys, this.clock.now()));
    return offset ?? 0;
  }

  async revoked(partition: number): Promise<void> {
    const owned = this.owned.get(partition);
    if (!owned) return;
    await owned.exclusively(() => this.save(owned));
    this.drop(owned);
  }

  async passedDeadLetters(partition: number): Promise<void> {
    const owned = this.owned.get(partition);
    if (owned) await owned.exclusively(() => this.save(owned));
  }

  /** @throws PartitionLost */
  of(partition: number): OwnedPartition<State, Row> {
    const owned = this.owned.get(partition);
    if (!owned) throw new PartitionLost(`partition ${partition} is not owned`);
    return owned;
  }

  all(): readonly OwnedPartition<State, Row>[] {
    return [...this.owned.values()];
  }

  /**
   * Handles a batch: `work` publishes its outputs and returns its changes, which then take effect. If it rejects,
   * nothing has changed and the batch must be delivered again.
   */
  handle(
    end: BatchEnd,
    work: (partition: OwnedPartition<State, Row>) => Promise<Iterable<StateChange<State, Row>>>,
  ): Promise<void> {
    return this.run(end, async (partition) => {
      partition.advance(await work(partition), end);
    });
  }

  /**
   * Handles a batch whose changes are stored with its offset in one transaction before they take effect. After it
   * has resolved, publish the outbox and commit the batch. The offset of a batch without changes is stored with the
   * next change or {@link checkpoint}.
   */
  handleStored(
    end: BatchEnd,
    work: (partition: OwnedPartition<State, Row>) => Promise<readonly StateChange<State, Row>[]>,
  ): Promise<void> {
    return this.run(end, async (partition) => {
      await partition.settled();
      const changes = await work(partition);
      if (changes.length === 0) {
        partition.advance([], end);
        return;
      }
      await partition.exclusively(() => this.saveWith(partition, changes, end.nextOffset));
      partition.advanceStored(changes, end);
    });
  }

  /**
   * Stores changes that no batch has caused, in one transaction, before they take effect. Does nothing while a batch
   * is being handled: `change` sees the states as they are stored.
   */
  async changeStored(
    partition: OwnedPartition<State, Row>,
    change: () => readonly StateChange<State, Row>[],
  ): Promise<void> {
    try {
      await partition.exclusively(async () => {
        const changes = partition.isBusy ? [] : change();
        if (changes.length === 0) return;
        await this.saveWith(partition, changes, partition.nextOffset);
        partition.applyStored(changes);
      });
    } catch (error) {
      if (error instanceof PartitionLost) this.drop(partition);
      throw error;
    }
  }

  /** Stores the changes. Those that can't be stored now are kept for the next time. */
  async checkpoint(): Promise<void> {
    for (const owned of this.all()) await owned.exclusively(() => this.save(owned));
  }

  /** As {@link checkpoint}, of one partition: each in its turn, so that not all of them are stored at once. */
  async checkpointNext(): Promise<void> {
    const all = this.all();
    this.turn = (this.turn + 1) % Math.max(1, all.length);
    const owned = all[this.turn];
    await owned?.exclusively(() => this.save(owned));
  }

  private async run(
    { partition }: BatchEnd,
    work: (owned: OwnedPartition<State, Row>) => Promise<void>,
  ): Promise<void> {
    const owned = this.of(partition);
    owned.isBusy = true;
    try {
      await work(owned);
    } catch (error) {
      // The states are no longer reliable; the next owner continues from what was stored.
      if (error instanceof PartitionLost) this.drop(owned);
      throw error;
    }
  }

  private drop(owned: OwnedPartition<State, Row>): void {
    const { partition } = owned.claim;
    if (this.owned.get(partition) === owned) this.owned.delete(partition);
  }

  private async save(owned: OwnedPartition<State, Row>): Promise<void> {
    const checkpoint = owned.takeCheckpoint();
    if (!checkpoint) return;
    try {
      await this.store.save(owned.claim, checkpoint);
      this.streak.succeeded();
    } catch (error) {
      owned.putBack(checkpoint);
      this.onUnsaved(owned, error);
    }
  }

  private async saveWith(
    owned: OwnedPartition<State, Row>,
    changes: readonly StateChange<State, Row>[],
    offset: number | null,
  ): Promise<void> {
    const earlier = owned.takeCheckpoint();
    try {
      await this.store.save(owned.claim, this.joined(earlier, changes, offset));
    } catch (error) {
      if (earlier) owned.putBack(earlier);
      throw error;
    }
  }

  private joined(
    earlier: StateCheckpoint<State, Row> | null,
    changes: readonly StateChange<State, Row>[],
    offset: number | null,
  ): StateCheckpoint<State, Row> {
    const { ofState, ofRow } = this.options.keys;
    const states = [...(earlier?.states ?? []), ...changes.map(({ state }) => state)];
    const rows = [...(earlier?.rows ?? []), ...changes.flatMap((change) => change.rows)];
    return {
      offset,
      states: [...new Map(states.map((state) => [ofState(state), state])).values()],
      rows: [...new Map(rows.map((row) => [ofRow(row), row])).values()],
    };
  }

  private onUnsaved(owned: OwnedPartition<State, Row>, error: unknown): void {
    if (error instanceof PartitionLost) {
      const { partition } = owned.claim;
      this.log.warn({ msg: 'partition has a new owner, its state is dropped', partition });
      this.drop(owned);
    } else this.streak.failed('checkpoint not stored, it is kept for the next one', error);
  }
}
