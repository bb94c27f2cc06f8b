import type { Play } from '../play/play';
import type { StepId } from '../snippets';
import type { WireEntry } from '../wire/wire';

/** How a step is played. Its program is in `../snippets/steps.ts`, its words in `messages/demo`. */
export interface Flow {
  readonly step: StepId;
  /** Longer than half a minute, in seconds. */
  readonly waitsSeconds?: number;
  /** Returns what came over the wire because of it, which its card then shows. */
  run(play: Play): Promise<readonly WireEntry[]>;
}
