import { Health, type Problems } from '@yipii/platform';

/** A process that is silent for this long, though it should report every second, is stuck. */
const SILENT_MS = 15_000;
/** Until its first report, since it loads its code. */
const START_MS = 60_000;
/** A process that has died this often without having been up in between will die again. */
const KEEPS_DYING = 5;

interface State {
  problems: Problems | null;
  heardAt: number;
  isRunning: boolean;
  deaths: number;
}

/** The states of the processes that share a port: a problem of one of them is a problem of the whole. */
export class ProcessStates {
  /** Whether they are ready. */
  readonly health = new Health();
  /** Whether only a restart of all can help. */
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

  /** It has reported its problems. */
  heard(index: number, problems: Problems): void {
    this.change(index, { problems });
  }

  /** @param deaths how often in a row, without having been up in between */
  ended(index: number, deaths: number): void {
    this.change(index, { isRunning: false, problems: null, deaths });
  }

  /** It has run long enough to be considered up. */
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
    if (!state.isRunning) return 'ended, restarting';
    if (state.problems === null) return 'starting';
    const reasons = Object.entries(state.problems).map(([part, reason]) => `${part}: ${reason}`);
    return reasons.length > 0 ? reasons.join('; ') : null;
  }

  private whyNotLive({ isRunning, problems, heardAt, deaths }: State): string | null {
    if (deaths >= KEEPS_DYING) return `has ended ${deaths} times in a row`;
    const patienceMs = problems === null ? START_MS : SILENT_MS;
    const isSilent = isRunning && this.now() - heardAt > patienceMs;
    return isSilent ? 'is stuck: no report' : null;
  }
}
