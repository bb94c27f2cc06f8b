import { createHash } from 'node:crypto';

/**
 * Returns the strong validator (RFC 9110 §8.8.1) of a body. A client that has seen exactly these bytes may change
 * the resource by `If-Match`.
 */
export function strongEtag(body: string | Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
}

/** The entity tags of an `If-Match` header, or `*` for any. */
export type EntityTags = '*' | readonly string[];

/** Returns what an `If-Match` header names; weak tags never match a strong one, so they are left out. */
export function entityTagsOf(header: string): EntityTags {
  if (header.trim() === '*') return '*';
  return header
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag.startsWith('"'));
}
