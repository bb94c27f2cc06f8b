/** km/h. */
export const WALKING_PACE = 7;

/** Countries whose urban limit is not 50 km/h. */
const URBAN: Readonly<Record<string, number>> = { BY: 60, GB: 48, RU: 60 };

const RURAL: Readonly<Record<string, number>> = {
  ...{ AT: 100, BE: 90, BG: 90, BY: 90, CH: 80, CZ: 90, DE: 100, DK: 80, EE: 90, ES: 90, FI: 80, FR: 80 },
  ...{ GB: 97, GR: 90, HR: 90, HU: 90, IE: 80, IT: 90, LI: 80, LT: 90, LU: 90, LV: 90, NL: 80, NO: 80 },
  ...{ PL: 90, PT: 90, RO: 90, RS: 80, RU: 90, SE: 70, SI: 90, SK: 90, UA: 90 },
};

/** Germany has none. */
const MOTORWAY: Readonly<Record<string, number>> = {
  ...{ AT: 130, BE: 120, BG: 140, BY: 110, CH: 120, CZ: 130, DK: 130, ES: 120, FI: 120, FR: 130, GB: 113 },
  ...{ GR: 130, HR: 130, HU: 130, IE: 120, IT: 130, LT: 130, LU: 130, NL: 100, PL: 140, PT: 120, RO: 130 },
  ...{ RS: 130, RU: 110, SE: 110, SI: 130, SK: 130, UA: 130 },
};

const LIVING_STREET: Readonly<Record<string, number>> = {
  ...{ AT: 5, BE: 20, CH: 20, CZ: 20, DE: WALKING_PACE, ES: 20, FI: 20, FR: 20, LT: 20, NL: 15, PL: 20 },
  ...{ RU: 20, SE: WALKING_PACE, SK: 20, UA: 20 },
};

/** Single and dual carriageways outside towns: 60 and 70 mph. */
const BRITISH: Readonly<Record<string, number>> = {
  'GB:nsl_restricted': 48,
  'GB:nsl_single': 97,
  'GB:nsl_dual': 113,
};

const LIMITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  urban: { ...Object.fromEntries(Object.keys(RURAL).map((country) => [country, 50])), ...URBAN },
  rural: RURAL,
  motorway: MOTORWAY,
  living_street: LIVING_STREET,
};

/**
 * Returns the limit that tags such as `DE:rural` or `RO:urban` stand for, in km/h; null if not known.
 * Source: OpenStreetMap wiki, Default speed limits; for cars.
 */
export function limitByLaw(value: string): number | null {
  const [country = '', kind = ''] = value.split(':');
  return LIMITS[kind]?.[country] ?? BRITISH[value] ?? null;
}
