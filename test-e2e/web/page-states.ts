import type { LinkBrand, LinkLocation, PublicLink, PublicPosition } from '@yipii/client';

const MINUTE = 60_000;

/** What the server answers for one state of the tracking page, and what a viewer does to get there. */
export interface PageState {
  readonly name: string;
  readonly link?: Partial<PublicLink>;
  /** null: there is no such link. */
  readonly location?: (now: number) => LinkLocation | null;
  readonly steps?: readonly ('follow' | 'email' | 'open-privacy')[];
  readonly shows: RegExp;
}

const BRAND: LinkBrand = {
  id: '0d9c7b9e-57b5-4e0a-9f0e-3f1f2c7d8a90',
  name: 'Kärnfrukt & Söner Specialtransporter i Västra Götaland',
  logo: null,
  colors: { accent: '#7c3aed', accent_dark: null },
  privacy_text: 'We deliver for the shops of the old town.\nOur drivers know that you see them.',
  contact: {
    name: null,
    email: 'help@acme.example',
    phone: '+46 31 123 45',
    url: 'https://acme.example/help',
  },
};

/** A brand that says as little as one may. */
const BARE_BRAND: LinkBrand = {
  ...{ ...BRAND, name: 'Acme', colors: { accent: null, accent_dark: null } },
  ...{ privacy_text: null, contact: null },
};

function at(now: number, fields: Partial<PublicPosition> & { readonly age?: number } = {}): PublicPosition {
  const { age = 2_000, ...given } = fields;
  return {
    ...{ timestamp: new Date(now - age).toISOString(), lat: 57.7003, lng: 11.9735, speed: 31, heading: 65 },
    ...{
      moving: true,
      address: { street: 'Kungsportsavenyen', town: 'Göteborg' },
      display_name: 'Your delivery',
    },
    ...given,
  };
}

function located(data: PublicPosition | null, link: Partial<LinkLocation['link']> = {}): LinkLocation {
  const schedule = { active: true, next_change_at: null };
  return {
    data,
    link: { ...{ status: 'active', display_name: 'Your delivery', expires_at: null, schedule }, ...link },
    poll_after_seconds: 30,
  };
}

const TO_THE_DOOR = {
  destination: { label: 'Your door', lat: 57.7056, lng: 11.9867 },
  promise: 'on_time',
} as const;

export const PAGE_STATES: readonly PageState[] = [
  { name: 'before', shows: /Follow your delivery/ },
  { name: 'before-brand', link: { brand: BRAND }, steps: ['open-privacy'], shows: /Shared by Kärnfrukt/ },
  { name: 'address', link: { requires: ['email'], access_mode: 'email' }, shows: /Your email address/ },
  {
    name: 'code',
    link: { requires: ['email', 'code'], access_mode: 'email_code' },
    ...{ steps: ['email'], shows: /Enter the code/ },
  },
  {
    name: 'arriving',
    link: { brand: BRAND, requires: ['email', 'code'], access_mode: 'email_code' },
    location: (now) => located(at(now, { eta_minutes: 16, distance_km: 3.4 }), TO_THE_DOOR),
    ...{ steps: ['follow'], shows: /Arriving .*On time/s },
  },
  {
    ...{ name: 'moving', link: { brand: BARE_BRAND }, location: (now) => located(at(now)) },
    ...{ steps: ['follow'], shows: /On the move/ },
  },
  {
    name: 'stopped',
    location: (now) => located(at(now, { age: 12 * MINUTE, moving: false, speed: 0 })),
    ...{ steps: ['follow'], shows: /Stopped for 12/ },
  },
  {
    name: 'delayed',
    location: (now) =>
      located(at(now, { age: 4 * MINUTE, eta_minutes: null, distance_km: 3.4 }), TO_THE_DOOR),
    ...{ steps: ['follow'], shows: /Last seen 4/ },
  },
  {
    name: 'no-signal',
    location: (now) => located(at(now, { age: 64 * MINUTE })),
    ...{ steps: ['follow'], shows: /No signal since/ },
  },
  {
    name: 'not-started',
    location: (now) => {
      const next_change_at = new Date(Math.ceil(now / (60 * MINUTE)) * 60 * MINUTE).toISOString();
      return located(null, { status: 'not_started', schedule: { active: false, next_change_at } });
    },
    ...{ steps: ['follow'], shows: /Starts (at|on)/ },
  },
  {
    name: 'not-yet-visible',
    location: () => located(null, { status: 'not_yet_visible' }),
    ...{ steps: ['follow'], shows: /Visible shortly before your stop/ },
  },
  { name: 'ended', link: { status: 'disabled', brand: BRAND }, shows: /This link has ended/ },
  { name: 'unknown', location: () => null, shows: /This link does not exist/ },
];

/** The answer of `GET /` of a state. */
export function publicLinkOf({ link }: PageState, uuid: string): PublicLink {
  return {
    ...{ uuid, status: 'active', access_mode: 'public', requires: [], locale: 'en', brand: null },
    ...{ viewer_data_days: 30 },
    ...link,
  };
}
