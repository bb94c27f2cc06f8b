import type { AlertRecord } from '@yipii/domain';

/** A time span, epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What really happened, and when an alert about it may come. */
export interface Occasion {
  readonly what: string;
  readonly alertsFrom: number;
  readonly alertsTo: number;
  /** Whether the records show it beyond doubt; else there may be an alert or none. */
  readonly isCertain: boolean;
}

/** Metres, as the rules have it. */
const VAGUE = 100;

/** The records of an asset that were evaluated. */
export class Sightings {
  readonly evaluated: readonly AlertRecord[];
  private readonly believed: readonly AlertRecord[];

  constructor(records: readonly AlertRecord[]) {
    this.evaluated = records.filter(({ unstreamed }) => unstreamed !== 'late');
    this.believed = records.filter(
      ({ unstreamed, accuracy }) => unstreamed === null && (accuracy ?? 0) <= VAGUE,
    );
  }

  within({ from, to }: Span): readonly AlertRecord[] {
    return this.believed.filter(({ at }) => at >= from && at <= to);
  }

  /** Returns the time of the third fix from then on, by which every change of place is certain. */
  thirdAfter(at: number): number {
    return this.believed.filter((record) => record.at >= at)[2]?.at ?? Infinity;
  }
}

/** Returns the seconds between the first and the last record. */
export function shownSeconds(records: readonly AlertRecord[]): number {
  return ((records.at(-1)?.at ?? 0) - (records[0]?.at ?? 0)) / 1000;
}

export function time(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
