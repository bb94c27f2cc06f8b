import type { AccountSeed } from '@yipii/persistence';

/** IMEIs that no device has: TAC 00 is a test allocation (GSMA TS.06). */
const imei = (index: number): string => `00${String(index).padStart(13, '0')}`;

const VEHICLES = [
  'Van 1',
  'Van 2',
  'Van 3',
  'Van 4',
  'Truck 5',
  'Truck 6',
  'Truck 7',
  'Car 8',
  'Car 9',
  'Car 10',
  'Bus 11',
  'Bus 12',
];

/** What `id=` says in the banner's curl. */
export const PHONE_ID = 'my-phone';

export const DEMO_IMEIS = VEHICLES.map((_, index) => imei(index + 1));

/** The owner of the account; nothing is ever mailed there. */
export const DEMO_OWNER = { email: 'owner@demo.example', name: 'Demo owner' };

/** Twelve vehicles and "Your phone". */
export const DEMO_ACCOUNT: AccountSeed = {
  key: 'demo',
  name: 'Demo fleet',
  assets: [
    ...VEHICLES.map((name, index) => ({ name, uniqueId: imei(index + 1), protocol: 'teltonika' })),
    { name: 'Your phone', uniqueId: PHONE_ID },
  ],
};
