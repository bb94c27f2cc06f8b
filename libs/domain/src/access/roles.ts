import { SCOPES, type Scope } from './scopes';

/** Roles of an account's users, from most to least privileged. */
export const ROLES = ['owner', 'operator', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** The scopes of each role. The scope `operator` belongs to the installation, not to an account. */
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

/**
 * Returns whether a caller with these scopes may grant or withdraw a role. Nobody can grant more than they have.
 */
export function mayGrant(scopes: readonly string[], role: Role): boolean {
  return SCOPES_OF_ROLE[role].every((scope) => scopes.includes(scope));
}
