import { ByteQueue } from './byte-queue';
import type { Framed, Framer } from './tracker-protocol';

/** `more`: bytes are needed; `again`: some were skipped. */
export type Step = Framed | 'more' | 'again';

/** A framer that looks at the head of what was received, one step after the other. */
export abstract class StepFramer implements Framer {
  protected readonly queue = new ByteQueue();
  /** Bytes that belong to no frame, since the last one. */
  protected skipped = 0;
  private ended = false;

  push(bytes: Buffer): void {
    if (!this.ended) this.queue.push(bytes);
  }

  next(): Framed | undefined {
    if (this.ended) return undefined;
    let step: Step;
    do step = this.step();
    while (step === 'again');
    return step === 'more' ? undefined : step;
  }

  /** Each decision depends only on the bytes before a fixed place, never on how they were cut. */
  protected abstract step(): Step;

  /** The next frame begins here. */
  protected resynced(): Step {
    const warning = { reason: 'garbage_skipped', detail: `${this.skipped} bytes` };
    this.skipped = 0;
    return { warning };
  }

  protected end(reason: string, detail: string): Step {
    this.ended = true;
    this.queue.clear();
    return { end: { reason, detail } };
  }
}
