import { SetMetadata, type INestApplication } from '@nestjs/common';
import type { Scope } from '@yipii/domain';
import { allHttpHandlers } from '../handlers';

const ROUTE_ACCESS = 'yipii:route-access';
const FOR_VIEWERS = 'yipii:for-viewers';

/** Who may call a route. */
export type RouteAccess =
  /** Callers with one of the scopes. */
  | { readonly kind: 'scopes'; readonly anyOf: readonly Scope[] }
  /** Callers with a valid credential, regardless of its scopes. */
  | { readonly kind: 'any_scope'; readonly why: string }
  /** Everybody. */
  | { readonly kind: 'public'; readonly why: string };

/** The caller needs one of the scopes: `@Needs('fleet:read')`. */
export function Needs(...anyOf: readonly [Scope, ...Scope[]]): MethodDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'scopes', anyOf } satisfies RouteAccess);
}

/** The caller needs a valid credential, with any scopes. Say why no scope is needed. */
export function NeedsAnyScope(why: string): MethodDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'any_scope', why } satisfies RouteAccess);
}

/** Everybody may call the route. Say why. */
export function Public(why: string): MethodDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'public', why } satisfies RouteAccess);
}

/** Viewers of tracking links may call the route as well, whatever else it demands. Say why. */
export function ViewersToo(why: string): MethodDecorator {
  return SetMetadata(FOR_VIEWERS, why);
}

export function isForViewers(handler: object): boolean {
  return Reflect.hasMetadata(FOR_VIEWERS, handler);
}

/** Returns what a handler declares, or undefined if it declares nothing. */
export function accessOf(handler: object): RouteAccess | undefined {
  return Reflect.getMetadata(ROUTE_ACCESS, handler) as RouteAccess | undefined;
}

/**
 * Refuses to start an app that has a route without `@Needs`, `@NeedsAnyScope` or `@Public`.
 * @throws Error that names the handlers
 */
export function demandDeclaredAccess(app: INestApplication): void {
  const undeclared = allHttpHandlers(app)
    .filter(({ handler }) => !accessOf(handler))
    .map(({ controller, method }) => `${controller.name}.${method}`);
  if (undeclared.length === 0) return;
  throw new Error(`declare @Needs, @NeedsAnyScope or @Public for ${undeclared.join(', ')}`);
}
