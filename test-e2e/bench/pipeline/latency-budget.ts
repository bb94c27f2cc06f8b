import { recordTimes } from '../../support/record-times';
import { Latencies } from '../latencies';

/** When a stock client had a position, epoch ms, by asset and fix time. */
export class Arrivals {
  private readonly at = new Map<string, number>();

  note(assetId: number, fixTime: number): void {
    this.at.set(`${assetId} ${fixTime}`, Date.now());
  }

  of({ assetId, fixTime }: { assetId: number; fixTime: number }): number | undefined {
    return this.at.get(`${assetId} ${fixTime}`);
  }
}

/**
 * How long the hops take of the positions that a client got since `since`: from a fix, which is made the moment it is
 * sent, to its frame's arrival; until each message was sent to Kafka; to the client.
 */
export async function latencyBudget(
  broker: string,
  arrivals: Arrivals,
  since: number,
): Promise<Readonly<Record<string, object>>> {
  const hops = {
    'fix → ingestion': new Latencies(),
    'ingestion → position.received': new Latencies(),
    'position.received → position.enriched': new Latencies(),
    'position.enriched → client': new Latencies(),
  };
  for (const record of await recordTimes(broker)) {
    const clientAt = arrivals.of(record);
    const { fixTime, arrivedAt, receivedAt, enrichedAt } = record;
    if (clientAt === undefined || fixTime < since) continue;
    hops['fix → ingestion'].add(arrivedAt - fixTime);
    hops['ingestion → position.received'].add(receivedAt - arrivedAt);
    hops['position.received → position.enriched'].add(enrichedAt - receivedAt);
    hops['position.enriched → client'].add(clientAt - enrichedAt);
  }
  return Object.fromEntries(
    Object.entries(hops).map(([hop, latencies]) => [
      hop,
      { 'p50 ms': latencies.percentile(0.5), 'p99 ms': latencies.percentile(0.99) },
    ]),
  );
}
