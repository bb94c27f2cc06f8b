/** The app that is attacked, and served while it is. */
export const FUZZ_APP = { id: 'fuzz', key: 'fuzz-key', secret: 'fuzz-secret' };

/** Channels of the attackers, one of each kind. */
export const FUZZ_CHANNELS: readonly [string, ...string[]] = [
  'room',
  'private-room',
  'presence-room',
  'cache-room',
  'private-cache-room',
  'presence-cache-room',
  'private-encrypted-room',
  'private-encrypted-cache-room',
  'my-cache-x',
  'private-',
];

/** Names that no channel may have, or that are somebody else's. */
export const FORBIDDEN_CHANNELS: readonly [string, ...string[]] = [
  '',
  ' ',
  'a b',
  'room/../x',
  'ünïcode',
  'x'.repeat(201),
  `private-${'x'.repeat(200)}`,
  '#server-to-user-witness',
  '#server-to-user-',
  '#online-witness',
  '#watch-witness',
  '__proto__',
  'constructor',
];

export const FUZZ_USERS: readonly [string, ...string[]] = ['u1', 'u2', 'u3', 'u4', '5'];

/** The channels of the witness: nothing that an attacker does may reach them. */
export const WITNESS_USER = 'witness';
export const WITNESS_CHANNELS: readonly [string, ...string[]] = [
  'witness',
  'private-witness',
  'presence-witness',
];
