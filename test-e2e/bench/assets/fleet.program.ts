import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answerParent } from '../program';
import { AlertingOfFleet } from './alerting';
import { EnrichmentOfFleet } from './enrichment';
import { GatewayOfFleet } from './gateway';
import { IngestionOfFleet } from './ingestion';
import type { FleetSize, ServiceOfFleet } from './known-fleet';

const WARM_UP_S = 20;

const SERVICES = {
  ingestion: (size: FleetSize) => new IngestionOfFleet(size),
  enrichment: (size: FleetSize) => new EnrichmentOfFleet(size),
  alerting: (size: FleetSize) => new AlertingOfFleet(size),
  gateway: (size: FleetSize) => new GatewayOfFleet(size),
} as const;
type ServiceName = keyof typeof SERVICES;

export interface FleetCase extends FleetSize {
  readonly service: ServiceName;
  readonly seconds: number;
}

export interface FleetFigures {
  /** Of how many assets it keeps something. */
  readonly kept: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
  /** User and system time, of all threads. */
  readonly microsAPosition: number;
  readonly longestSecondMs: number;
}

answerParent({
  measure: async ({ service, seconds, ...size }: FleetCase): Promise<FleetFigures> => {
    const fleet: ServiceOfFleet = SERVICES[service](size);
    const before = memory();
    const kept = await fleet.learn();
    const after = memory();
    for (let second = 0; second < WARM_UP_S; second += 1) await fleet.second()();
    let [micros, longest] = [0, 0];
    for (let second = 0; second < seconds; second += 1) {
      const handle = fleet.second();
      const [cpu, began] = [process.cpuUsage(), performance.now()];
      await handle();
      const { user, system } = process.cpuUsage(cpu);
      micros += user + system;
      longest = Math.max(longest, performance.now() - began);
    }
    return {
      kept,
      heapBytes: after.heap - before.heap,
      residentBytes: after.resident - before.resident,
      microsAPosition: micros / (seconds * size.reporting),
      longestSecondMs: longest,
    };
  },
});

/** Without garbage. */
function memory() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i += 1) collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
}
