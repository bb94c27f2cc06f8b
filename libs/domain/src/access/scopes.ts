/** Permissions that a credential can carry. */
export const SCOPES = [
  'positions:read',
  'positions:write',
  'alerts:read',
  'alerts:write',
  'links:read',
  'links:write',
  'fleet:read',
  'fleet:write',
  'webhooks:write',
  'keys:write',
  'users:write',
  'operator',
] as const;
export type Scope = (typeof SCOPES)[number];
