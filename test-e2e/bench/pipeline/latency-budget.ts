import { topics, type Envelope, type PositionEnriched, type PositionReceived } from '@yipii/protocol';
import { readTopic } from '../../support/read-topic';
import { Latencies } from '../latencies';

/** When a stock client had a position, epoch ms, by asset and fix time. */
export class Arrivals {
  private readonly at = new Map<string, number>();

  note(assetId: number, fixTime: number): void {
    this.at.set(`${assetId} ${fixTime}`, Date.now());
  }

  of({ location: { assetId, timestamp } }: PositionEnriched): number | undefined {
    return this.at.get(`${assetId} ${Date.parse(timestamp)}`);
  }
}

/**
 * How long the hops take of the positions that a client got since `since`, by the trace that they share: from a fix,
 * which is made the moment it is sent, to its frame's arrival; until each message was sent to Kafka; to the client.
 */
export async function latencyBudget(
  broker: string,
  arrivals: Arrivals,
  since: number,
): Promise<Readonly<Record<string, object>>> {
  const sent = new Map<string, Times>();
  const noteReceived = ({ traceparent, event }: Envelope<PositionReceived>, at: number) =>
    sent.set(traceOf(traceparent), { arrivedAt: event.receivedAt, receivedAt: at });
  const enriched: (readonly [Envelope<PositionEnriched>, number])[] = [];
  await readTopic(broker, topics.positionReceived, noteReceived);
  await readTopic<PositionEnriched>(broker, topics.positionEnriched, (envelope, at) =>
    enriched.push([envelope, at]),
  );
  const hops = {
    'fix → ingestion': new Latencies(),
    'ingestion → position.received': new Latencies(),
    'position.received → position.enriched': new Latencies(),
    'position.enriched → client': new Latencies(),
  };
  for (const [{ event, traceparent }, enrichedAt] of enriched) {
    const fixTime = Date.parse(event.location.timestamp);
    const [times, clientAt] = [sent.get(traceOf(traceparent)), arrivals.of(event)];
    if (!times || clientAt === undefined || fixTime < since) continue;
    hops['fix → ingestion'].add(times.arrivedAt - fixTime);
    hops['ingestion → position.received'].add(times.receivedAt - times.arrivedAt);
    hops['position.received → position.enriched'].add(enrichedAt - times.receivedAt);
    hops['position.enriched → client'].add(clientAt - enrichedAt);
  }
  return Object.fromEntries(
    Object.entries(hops).map(([hop, latencies]) => [
      hop,
      { 'p50 ms': latencies.percentile(0.5), 'p99 ms': latencies.percentile(0.99) },
    ]),
  );
}

/** Epoch ms. */
interface Times {
  /** The frame had arrived. */
  readonly arrivedAt: number;
  /** It was sent to Kafka. */
  readonly receivedAt: number;
}

/** The id of a trace (W3C): the same in all hops. */
function traceOf(traceparent: string | null): string {
  return traceparent?.split('-')[1] ?? '';
}
