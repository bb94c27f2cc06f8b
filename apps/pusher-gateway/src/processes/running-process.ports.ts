import type { Problems } from '@yipii/platform';

export interface ProcessEnd {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process that was started and runs until its `end`. */
export interface RunningProcess {
  readonly pid: number;
  readonly end: Promise<ProcessEnd>;
  signal(signal: NodeJS.Signals): void;
  /** Runs each time that the process tells what it can't do now, about every second. */
  onReport(run: (problems: Problems) => void): void;
}

/** Starts the process of that number, 0 to N-1, as often as it is asked to. */
export type StartProcess = (index: number) => RunningProcess;
