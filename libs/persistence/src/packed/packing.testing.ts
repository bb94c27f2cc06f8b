import type { Pool } from 'pg';
import { PackDays } from './pack-days';
import type { HistoryRow } from './packed-rows';

/** All days are over. */
const LATER = Date.UTC(2100, 0, 1);

/** Packs all that there is of `position` from `keptFrom` (epoch ms) on, whether the outlines are made or not. */
export async function packAll(worker: Pool, keptFrom = Date.UTC(1900, 0, 1)): Promise<void> {
  await worker.query(FORGET_OUTLINES);
  const packs = new PackDays({ pool: worker });
  while (await packs.packNext(LATER, { keptFrom, rowsFrom: LATER }));
}

/** Except those of days that are being written. */
const FORGET_OUTLINES = `
  UPDATE track_outline SET due_at = NULL, points = NULL
  WHERE (asset_id, day) IN (SELECT asset_id, day FROM track_outline WHERE due_at IS NOT NULL FOR UPDATE SKIP LOCKED)`;

let serial = 0;

/** A streamed position with an id of its own, as the driver returns it. */
export function aHistoryRow(fields: Partial<HistoryRow> = {}): HistoryRow {
  serial += 1;
  return {
    event_id: `00000000-0000-8000-8000-${String(serial).padStart(12, '0')}`,
    fix_time: new Date('2026-06-01T12:00:00.000Z'),
    received_at: new Date('2026-06-01T12:00:01.000Z'),
    seq: '1',
    unstreamed: null,
    lat: 57.7,
    lng: 11.97,
    altitude: null,
    speed: 50,
    heading: null,
    accuracy: null,
    satellites: null,
    status: 'moving',
    ignition: null,
    odometer_km: null,
    address: null,
    attributes: {},
    device_id: '70',
    valid: true,
    protocol: 'teltonika',
    ...fields,
  };
}
