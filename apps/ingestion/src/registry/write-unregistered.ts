import { repeat, type Lifecycle } from '@yipii/platform';
import type { NoteUnregistered } from './note-unregistered';

const ROUND_MS = 1_000;

/** Writes down every second which unregistered devices were seen. */
export class WriteUnregistered {
  constructor(
    private readonly noteUnregistered: NoteUnregistered,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const rounds = repeat(ROUND_MS, () => this.noteUnregistered.flush());
    this.lifecycle.onStop('flush', 'unregistered devices', async () => {
      await rounds.stop();
      await this.noteUnregistered.flush();
    });
  }
}
