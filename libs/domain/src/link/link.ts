/** Status of a tracking link. Only viewers of an `active` link get positions; `withheld`: for the privacy of the driver. */
export const LINK_STATUSES = [
  'active',
  'not_started',
  'outside_schedule',
  'not_yet_visible',
  'withheld',
  'expired',
  'disabled',
  'deleted',
] as const;
export type LinkStatus = (typeof LINK_STATUSES)[number];

/** Why a link ended. */
export const LINK_ENDS = ['time', 'arrival', 'disabled', 'deleted', 'route_completed'] as const;
export type LinkEnd = (typeof LINK_ENDS)[number];
