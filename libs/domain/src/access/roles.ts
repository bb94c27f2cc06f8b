import { SCOPES, type Scope } from './scopes';

/** What users of an account are, from the one who may do all to the one who only looks. */
export const ROLES = ['owner', 'operator', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** What each role may do. The scope `operator` belongs to the installation, not to an account. */
export const SCOPES_OF_ROLE: Readonly<Record<Role, readonly Scope[]>> = {
  owner: SCOPES.filter((scope) => scope !== 'operator'),
  operator: [
    'positions:read',
    'alerts:read',
    'alerts:write',
    'links:read',
    'links:write',
    'fleet:read',
    'fleet:write',
  ],
  viewer: ['positions:read', 'alerts:read', 'links:read', 'fleet:read'],
};

/** Whether a caller with these scopes may give a role to somebody, or take it away: nobody gives more than they have. */
export function mayGrant(scopes: readonly string[], role: Role): boolean {
  return SCOPES_OF_ROLE[role].every((scope) => scopes.includes(scope));
}
