import { Logger } from '@nestjs/common';

/**
 * The phases in which a process stops: it stops intake, drains work in progress, flushes what is pending, then
 * closes its connections.
 */
export const STOP_PHASES = ['intake', 'drain', 'flush', 'close'] as const;
export type StopPhase = (typeof STOP_PHASES)[number];

interface Stoppable {
  readonly phase: StopPhase;
  readonly name: string;
  readonly stop: () => Promise<void> | void;
}

/** Parts register here when they start, in order to be stopped. */
export class Lifecycle {
  private readonly log = new Logger('lifecycle');
  private readonly parts: Stoppable[] = [];
  private stopping: Promise<void> | undefined;

  onStop(phase: StopPhase, name: string, stop: Stoppable['stop']): void {
    this.parts.push({ phase, name, stop });
  }

  get isStopping(): boolean {
    return this.stopping !== undefined;
  }

  /**
   * Stops all parts, phase by phase, in reverse order of registration. A failing part does not prevent the others
   * from stopping.
   */
  stop(): Promise<void> {
    return (this.stopping ??= this.stopPhases());
  }

  private async stopPhases(): Promise<void> {
    for (const phase of STOP_PHASES) {
      const parts = this.parts.filter((part) => part.phase === phase).reverse();
      for (const part of parts) await this.stopPart(part);
    }
  }

  private async stopPart({ name, stop }: Stoppable): Promise<void> {
    try {
      await stop();
    } catch (error) {
      this.log.error({ msg: 'could not stop a part cleanly', part: name, err: error });
    }
  }
}
