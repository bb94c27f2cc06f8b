import { setTimeout as sleep } from 'node:timers/promises';

/**
 * From the first batch of a fetch to the next fetch, at least. A trickle over many partitions would otherwise cost a
 * fetch, a publication and all the wake-ups behind them for each message.
 */
const ROUND_MS = 10;

/** Holds back the next fetch of a consumer by holding one batch of each fetch: kafkajs waits for all of them. */
export class FetchPace {
  private round: Promise<void> | undefined;

  /** Call it when a batch begins, and wait for the result when its work is done. */
  begin(): Promise<void> | undefined {
    if (this.round) return undefined;
    return (this.round = sleep(ROUND_MS).then(() => {
      this.round = undefined;
    }));
  }
}
