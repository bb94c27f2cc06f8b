import { Health, type Problems } from '@yipii/platform';

/** A process that says nothing for so long, though it tells how it is every second, is stuck. */
const SILENT_MS = 15_000;
/** Until its first word: it loads its code. */
const START_MS = 60_000;
/** Who has died so often without having been up in between will do so again. */
const KEEPS_DYING = 5;

interface State {
  problems: Problems | null;
  heardAt: number;
  isRunning: boolean;
  deaths: number;
}

/** How the processes are that share a port: what one of them can't do the whole can't. */
export class ProcessStates {
  /** Whether they are ready. */
  readonly health = new Health();
  /** Whether only a new start of all can help. */
  readonly life = new Health();
  private readonly states: readonly State[];

  /** @param now ms of any clock that only goes forward */
  constructor(
    count: number,
    private readonly now: () => number,
  ) {
    this.states = Array.from({ length: count }, () => ({
      ...{ problems: null, heardAt: now(), isRunning: false, deaths: 0 },
    }));
    this.states.forEach((state, index) => {
      this.health.register(`process ${index}`, () => this.whyNotReady(state));
      this.life.register(`process ${index}`, () => this.whyNotLive(state));
    });
  }

  started(index: number): void {
    this.change(index, { isRunning: true, problems: null });
  }

  /** It has told what it can't do now. */
  heard(index: number, problems: Problems): void {
    this.change(index, { problems });
  }

  /** @param deaths how often in a row, without having been up in between */
  ended(index: number, deaths: number): void {
    this.change(index, { isRunning: false, problems: null, deaths });
  }

  /** It has run long enough to be taken for up. */
  isUp(index: number): void {
    const state = this.states[index];
    if (state) state.deaths = 0;
  }

  private change(index: number, change: Partial<State>): void {
    const state = this.states[index];
    if (state) Object.assign(state, change, { heardAt: this.now() });
  }

  private whyNotReady(state: State): string | null {
    const problem = this.whyNotLive(state);
    if (problem !== null) return problem;
    if (!state.isRunning) return 'ended, another is about to start';
    if (state.problems === null) return 'starting';
    const reasons = Object.entries(state.problems).map(([part, reason]) => `${part}: ${reason}`);
    return reasons.length > 0 ? reasons.join('; ') : null;
  }

  private whyNotLive({ isRunning, problems, heardAt, deaths }: State): string | null {
    if (deaths >= KEEPS_DYING) return `has ended ${deaths} times in a row`;
    const patienceMs = problems === null ? START_MS : SILENT_MS;
    const isSilent = isRunning && this.now() - heardAt > patienceMs;
    return isSilent ? 'is stuck: it does not tell how it is' : null;
  }
}
