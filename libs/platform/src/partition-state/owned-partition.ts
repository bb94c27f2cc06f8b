import type { PartitionClaim } from '../checkpoint/partition-checkpoints';
import type { StateCheckpoint, TakenStates } from './partition-store.ports';

export type StateKey = string | number;

/** The change of one state by a batch. */
export interface StateChange<State, Row> {
  readonly state: State;
  readonly rows: readonly Row[];
}

/** The keys of states and rows. */
export interface StateKeys<State, Row> {
  readonly ofState: (state: State) => StateKey;
  /** Of rows with the same key only the last is stored. */
  readonly ofRow: (row: Row) => StateKey;
  /**
   * Whether a state will hardly be needed soon, e.g. that of an asset that is offline: it is kept as JSON text, which
   * takes less memory than its objects and costs a collection of garbage next to nothing. With it states must be plain
   * JSON; without it all are kept as they are.
   */
  readonly isAtRest?: (state: State) => boolean;
}

/** Progress in the input of a partition. */
export interface InputProgress {
  readonly nextOffset: number;
  /** Number of events that are still waiting. */
  readonly lag: number;
  /** Time of the last event, epoch ms; undefined if there was none. */
  readonly lastEventAt?: number;
}

/** The states of one partition, its progress, and the changes that are not stored yet. */
export class OwnedPartition<State, Row> {
  readonly claim: PartitionClaim;
  private readonly states = new Map<StateKey, State>();
  /** Those at rest, as JSON text. */
  private readonly texts = new Map<StateKey, string>();
  private readonly unsaved = new Set<StateKey>();
  /** Undefined until somebody asks. */
  private changed: Set<StateKey> | undefined;
  private readonly rows = new Map<StateKey, Row>();
  private offset: number | null;
  private moved = false;
  private fresh = true;
  private lag = 0;
  private lastEventAt = 0;
  /** Whether a batch is being handled or waits for its retry: its changes are not in the states yet. */
  isBusy = false;
  /** One save at a time. */
  private saving: Promise<void> = Promise.resolve();

  constructor(
    { claim, offset, states }: TakenStates<State>,
    private readonly keys: StateKeys<State, Row>,
    /** When this process became the owner, epoch ms. */
    readonly takenAt: number,
  ) {
    this.claim = claim;
    this.offset = offset;
    for (const state of states) this.keep(keys.ofState(state), state);
  }

  get(key: StateKey): State | undefined {
    return this.states.get(key) ?? this.stateAtRest(key);
  }

  *all(): IterableIterator<State> {
    yield* this.states.values();
    for (const text of this.texts.values()) yield JSON.parse(text) as State;
  }

  /** Returns the keys of states that have changed since the last call; at first of all that are not at rest. */
  takeChanged(): Iterable<StateKey> {
    const changed = this.changed ?? [...this.states.keys()];
    this.changed = new Set();
    return changed;
  }

  /** Where the next batch starts; null if nothing was read yet. */
  get nextOffset(): number | null {
    return this.offset;
  }

  /** Returns whether the states already include the input at this offset. */
  has(offset: number): boolean {
    return this.offset !== null && offset < this.offset;
  }

  /** Whether no batch was handled yet, so that nobody knows whether events are waiting. */
  get isFresh(): boolean {
    return this.fresh;
  }

  /** Returns the time up to which the input was seen, epoch ms: `now` unless events are waiting or being handled. */
  seenUntil(now: number): number {
    return this.lag === 0 && !this.isBusy ? now : this.lastEventAt;
  }

  /** Completes a batch: applies its changes, which are yet to be stored. */
  advance(changes: Iterable<StateChange<State, Row>>, progress: InputProgress): void {
    for (const change of changes) this.apply(change);
    this.progress(progress);
    this.moved = true;
  }

  /** As {@link advance}, for changes that are stored already. */
  advanceStored(changes: Iterable<StateChange<State, Row>>, progress: InputProgress): void {
    this.applyStored(changes);
    this.progress(progress);
  }

  /** As {@link apply}, for changes that are stored already. */
  applyStored(changes: Iterable<StateChange<State, Row>>): void {
    for (const { state } of changes) this.set(this.keys.ofState(state), state);
  }

  /** Changes a state outside a batch, e.g. because time has passed. */
  apply({ state, rows }: StateChange<State, Row>): void {
    const key = this.keys.ofState(state);
    this.set(key, state);
    this.unsaved.add(key);
    for (const row of rows) this.rows.set(this.keys.ofRow(row), row);
  }

  /** Returns what must be stored, or null if nothing. It counts as stored until it is put back. */
  takeCheckpoint(): StateCheckpoint<State, Row> | null {
    if (!this.moved && this.unsaved.size === 0) return null;
    const states = [...this.unsaved].flatMap((key) => this.get(key) ?? []);
    const rows = [...this.rows.values()];
    for (const state of states) this.keep(this.keys.ofState(state), state);
    this.unsaved.clear();
    this.rows.clear();
    this.moved = false;
    return { offset: this.offset, states, rows };
  }

  /** Puts back a checkpoint that could not be stored. Later changes are newer and stay. */
  putBack({ states, rows }: StateCheckpoint<State, Row>): void {
    for (const state of states) this.unsaved.add(this.keys.ofState(state));
    const newer = [...this.rows];
    this.rows.clear();
    for (const row of rows) this.rows.set(this.keys.ofRow(row), row);
    for (const [key, row] of newer) this.rows.set(key, row);
    this.moved = true;
  }

  /** Runs work that saves, after the saves in progress. */
  exclusively(work: () => Promise<void>): Promise<void> {
    return (this.saving = this.saving.then(work, work));
  }

  /** Resolves after the saves in progress. */
  settled(): Promise<void> {
    return this.saving.catch(() => undefined);
  }

  private set(key: StateKey, state: State): void {
    this.states.set(key, state);
    this.texts.delete(key);
    this.changed?.add(key);
  }

  /** In the form that suits it. */
  private keep(key: StateKey, state: State): void {
    if (this.keys.isAtRest?.(state) === true) {
      this.texts.set(key, JSON.stringify(state));
      this.states.delete(key);
    } else this.states.set(key, state);
  }

  private stateAtRest(key: StateKey): State | undefined {
    const text = this.texts.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as State);
  }

  private progress({ nextOffset, lag, lastEventAt = this.lastEventAt }: InputProgress): void {
    this.offset = nextOffset;
    this.lag = lag;
    this.lastEventAt = lastEventAt;
    this.fresh = false;
    this.isBusy = false;
  }
}
