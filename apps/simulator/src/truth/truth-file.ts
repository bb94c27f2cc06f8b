import { writeFileSync } from 'node:fs';
import type { VehicleTruth } from './vehicle-truth';

/**
 * A JSON line for each trip, stop and change of status, each with `vehicle` and `kind`, and `{vehicle, kind:
 * "total", km}` for each vehicle. Times are epoch ms.
 */
export function writeTruth(file: string, vehicles: readonly VehicleTruth[]): void {
  writeFileSync(file, vehicles.flatMap(linesOf).join(''));
}

function linesOf({ vehicle, journeys, statuses, km }: VehicleTruth): string[] {
  const changes = statuses.map((change) => ({ kind: 'status', ...change }));
  return [...journeys, ...changes, { kind: 'total', km }].map(
    (line) => `${JSON.stringify({ vehicle, ...line })}\n`,
  );
}
