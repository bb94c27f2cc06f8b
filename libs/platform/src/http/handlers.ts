import { RequestMethod, type INestApplication, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { ModulesContainer } from '@nestjs/core';

/** A method of a controller that answers HTTP requests. */
export interface HttpHandler {
  readonly controller: Type;
  readonly method: string;
  /** What Nest's decorators hang their metadata on. */
  readonly handler: object;
  /** In lower case, e.g. `get`. */
  readonly verb: string;
  /** As Express has it, e.g. `/api/:account_key/asset/:id`. */
  readonly path: string;
}

/** Returns the HTTP handlers of a controller, inherited ones among them; a consumer of topics has none. */
export function httpHandlersOf(controller: Type): HttpHandler[] {
  const handlers = new Map<string, object>();
  for (let type = controller.prototype as object; type !== Object.prototype;) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      if (typeof value !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, value as object)) continue;
      if (!handlers.has(name)) handlers.set(name, value as object);
    }
    type = Object.getPrototypeOf(type) as object;
  }
  return [...handlers].map(([method, handler]) => ({
    controller,
    method,
    handler,
    verb: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod].toLowerCase(),
    path: joined(pathOf(controller), pathOf(handler)),
  }));
}

/** Returns the HTTP handlers of all controllers of an app. */
export function allHttpHandlers(app: INestApplication): HttpHandler[] {
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = modules.flatMap(({ controllers }) => [...controllers.values()]);
  return controllers.flatMap(({ metatype }) => (metatype ? httpHandlersOf(metatype as Type) : []));
}

/** Matches an Express path as the router does: in any case, with or without a trailing slash. */
export function patternOf(path: string): RegExp {
  const parts = path
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll('.', String.raw`\.`)));
  return new RegExp(`^${parts.join('/')}/?$`, 'i');
}

function pathOf(target: object): string {
  return String(Reflect.getMetadata(PATH_METADATA, target) ?? '');
}

function joined(...parts: readonly string[]): string {
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/')}`;
}
