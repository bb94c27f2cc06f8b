import { channelFrame } from '@yipii/protocol';
import { nowMicros } from '../pace';

/** The app under load, at every server. */
export const BENCH_APP = { id: 'bench', key: 'bench-key', secret: 'bench-secret' };
export const GRANT_KEY = 'a-key-of-the-benchmarks-that-is-long-enough';
export const FLEET_ACCOUNT = { id: 7, key: 'acme' };
export const FLEET_ASSETS = 1_000;
export const POSITIONS_PER_FRAME = 200;

/** Events of the warm-up and those that count; told apart by the first byte of their name. */
export type Phase = 'w' | 'm';

const PADDING = 'x'.repeat(220);

/** Data of a message of about 256 bytes, with the time at which it was made. */
export function messageData(n: number): string {
  return `{"t":${nowMicros()},"n":${n},"text":"${PADDING}"}`;
}

export function messageFrame(channel: string, phase: Phase, data: string): string {
  return channelFrame(phase, channel, data);
}

/** A position as clients get it, with all that a device may say, and the time at which it was made. */
export function positionJson(assetId: number, seq: number): string {
  return JSON.stringify({
    assetId,
    name: `Truck ${assetId}`,
    timestamp: '2026-11-23T15:04:05.000Z',
    receivedAt: '2026-11-23T15:04:05.412Z',
    seq,
    lat: 54.687157,
    lng: 25.279652,
    altitude: 112,
    speed: 54.2,
    heading: 271,
    accuracy: 4.5,
    satellites: 11,
    status: 'moving',
    ignition: true,
    odometerKm: 120345.6,
    address: {
      street: 'Gedimino pr. 9',
      town: 'Vilnius',
      postcode: '01103',
      country: 'LT',
      formatted: 'Gedimino pr. 9, Vilnius',
    },
    attributes: { t: nowMicros(), externalVoltage: 13.9, batteryLevel: 96 },
  });
}
