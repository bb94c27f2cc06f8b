import { closeSync, openSync, writeSync } from 'node:fs';
import type { VehicleTruth } from './vehicle-truth';

/**
 * What really happened: a JSON line for each trip, stop, change of status, idling, visit to a watched fence and
 * speeding, each with `vehicle` (the unique id of its device) and `kind`, and `{vehicle, kind: "total", km}` for each vehicle. Times are epoch ms.
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

function linesOf({ vehicle, journeys, statuses, km, idlings, visits, speedings }: VehicleTruth): string[] {
  const all = { status: statuses, idling: idlings, visit: visits, speeding: speedings };
  const others = Object.entries(all).flatMap(([kind, list]) => list.map((one) => ({ kind, ...one })));
  return [...journeys, ...others, { kind: 'total', km }].map(
    (line) => `${JSON.stringify({ vehicle, ...line })}\n`,
  );
}
