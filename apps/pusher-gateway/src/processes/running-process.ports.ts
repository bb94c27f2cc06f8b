import type { Problems } from '@yipii/platform';

export interface ProcessEnd {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process that was started and runs until its `end`. */
export interface RunningProcess {
  readonly pid: number;
  readonly end: Promise<ProcessEnd>;
  signal(signal: NodeJS.Signals): void;
  /** Runs for each report of the process's problems, about every second. */
  onReport(run: (problems: Problems) => void): void;
}

/** Starts process number 0 to N-1; also to replace it. */
export type StartProcess = (index: number) => RunningProcess;
