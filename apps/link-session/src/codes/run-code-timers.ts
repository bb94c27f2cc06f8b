import { RunTimers, type Lifecycle } from '@yipii/platform';
import type { LinkTimerParts } from '../links/run-link-timers';
import { codeTimers } from './code-timers.postgres';

/** Sends codes that were asked for; replicas share them. */
export class RunCodeTimers {
  constructor(
    private readonly parts: LinkTimerParts,
    private readonly lifecycle: Lifecycle,
    private readonly key: string,
  ) {}

  onApplicationBootstrap(): void {
    new RunTimers(codeTimers(this.key), this.parts).start(this.lifecycle);
  }
}
