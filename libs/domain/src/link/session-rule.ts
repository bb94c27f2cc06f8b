import type { AccessMode, LinkAccessRule } from './tracking-link';

/** What a viewer has shown for a session. */
export interface ShownAccess {
  /** In lower case; null: none. */
  readonly email: string | null;
  readonly isVerifiedByCode: boolean;
}

/** Returns what a viewer of a link must show. */
export function requirementsOf({ mode, requireCode }: LinkAccessRule): ('email' | 'code')[] {
  if (mode === 'public') return [];
  if (mode === 'email_code' || (mode === 'authorized_only' && requireCode)) return ['email', 'code'];
  return ['email'];
}

/** Whether a link grants a session to whoever has shown this. */
export function grantsSession(rule: LinkAccessRule, { email, isVerifiedByCode }: ShownAccess): boolean {
  if (email !== null && rule.barredEmails.includes(email)) return false;
  const needs = requirementsOf(rule);
  if (needs.includes('email') && email === null) return false;
  if (needs.includes('code') && !isVerifiedByCode) return false;
  return rule.mode !== ('authorized_only' satisfies AccessMode) || isListed(rule.allowedEmails, email ?? '');
}

/** Whether a list has the address itself or exactly its domain, as `@example.com`. */
export function isListed(allowed: readonly string[], email: string): boolean {
  return allowed.includes(email) || allowed.includes(email.slice(email.lastIndexOf('@')));
}
