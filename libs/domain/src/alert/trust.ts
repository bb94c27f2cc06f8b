import type { AlertRecord } from './alert-input';
import type { Jamming, Period, Sight } from './alert-state';
import { alarmsOf } from './readings';

/** Jamming is over once it has not been reported for so long: devices report it now and then, or flip each second. */
const JAMMING_LASTS = 180_000;
/** Fixes that jump for so long without one that is believed are spoofed. */
const SPOOFED_AFTER = 120_000;

interface Trust {
  /** Whether its place and speed count. */
  readonly place: boolean;
  readonly doubt: Period | null;
  readonly jamming: Jamming | null;
}

/** Returns whether a record's place is to be trusted, and what is known of jamming and spoofing after it. */
export function trust(before: Sight, record: AlertRecord, at: number): Trust {
  const isBelieved = record.unstreamed === null;
  const doubt = doubtAfter(before, record, at);
  const jamming = reportedJamming(before, record, at) ?? spoofing(doubt);
  return { place: isBelieved && jamming === null, doubt, jamming };
}

function doubtAfter({ doubt }: Sight, { unstreamed }: AlertRecord, at: number): Period | null {
  if (unstreamed === 'jump') return { since: doubt?.since ?? at, until: at };
  return unstreamed === null ? null : doubt;
}

function reportedJamming({ jamming }: Sight, { attributes }: AlertRecord, at: number): Jamming | null {
  const isReported = alarmsOf(attributes).includes('jamming');
  if (isReported) return { since: jamming?.since ?? at, until: at, isReported };
  return jamming?.isReported && at - jamming.until < JAMMING_LASTS ? jamming : null;
}

function spoofing(doubt: Period | null): Jamming | null {
  return doubt && doubt.until - doubt.since >= SPOOFED_AFTER ? { ...doubt, isReported: false } : null;
}
