import { repeat, type Lifecycle } from '@yipii/platform';
import type { NoteUnregistered } from './note-unregistered';

const FLUSH_MS = 1_000;
const TRIM_MS = 60_000;

/** Writes the unregistered devices that have reported, every second. */
export class WriteUnregistered {
  constructor(
    private readonly noteUnregistered: NoteUnregistered,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const flushes = repeat(FLUSH_MS, () => this.noteUnregistered.flush());
    const trims = repeat(TRIM_MS, () => this.noteUnregistered.trim());
    this.lifecycle.onStop('flush', 'unregistered devices', async () => {
      await Promise.all([flushes.stop(), trims.stop()]);
      await this.noteUnregistered.flush();
    });
  }
}
