import { closeSync, openSync, writeSync } from 'node:fs';
import type { VehicleTruth } from './vehicle-truth';

/**
 * What really happened: a JSON line for each trip, stop and change of status, each with `vehicle` (the unique
 * id of its device) and `kind`, and `{vehicle, kind: "total", km}` for each vehicle. Times are epoch ms.
 */
export class TruthFile {
  private readonly file: number;

  constructor(path: string) {
    this.file = openSync(path, 'w');
  }

  write(vehicles: readonly VehicleTruth[]): void {
    writeSync(this.file, vehicles.flatMap(linesOf).join(''));
    closeSync(this.file);
  }
}

function linesOf({ vehicle, journeys, statuses, km }: VehicleTruth): string[] {
  const changes = statuses.map((change) => ({ kind: 'status', ...change }));
  return [...journeys, ...changes, { kind: 'total', km }].map(
    (line) => `${JSON.stringify({ vehicle, ...line })}\n`,
  );
}
