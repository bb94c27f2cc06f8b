import { SetMetadata } from '@nestjs/common';
import { accessOf } from '../access/route-access';

const LIMIT = 'yipii:limit';

/** The limits that a route may fall under. */
export const LIMIT_NAMES = [
  ...(['fleet', 'channel_auth', 'token', 'public', 'tile'] as const),
  // Of tracking links.
  ...(['link', 'link_verify', 'link_location'] as const),
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** Which limit counts the requests of a handler. Without it: `public` if everybody may call it, else `fleet`. */
export function Limit(name: LimitName): MethodDecorator {
  return SetMetadata(LIMIT, name);
}

export function limitOf(handler: object): LimitName {
  const declared = Reflect.getMetadata(LIMIT, handler) as LimitName | undefined;
  return declared ?? (accessOf(handler)?.kind === 'public' ? 'public' : 'fleet');
}
