import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { credentialOf, type Principal } from '@yipii/domain';
import type { Request } from 'express';
import { principalOf } from './access/access.guard';
import { entityTagsOf, type EntityTags } from './etag';
import { InvalidFields } from './problem';

const IS_WRITE = 'yipii:write';
/** Printable ASCII. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** What a modifying request carries besides its body. */
export interface WriteRequest {
  readonly principal: Principal;
  /** States of the resource on which the request is conditional; null: any. */
  readonly ifMatch: EntityTags | null;
  /** Identifies repetitions of the request; null: it is executed each time. */
  readonly repeatable: RepeatableWrite | null;
}

export interface RepeatableWrite {
  /** Of the caller, `<kind>:<id>`. */
  readonly credential: string;
  /** Method and path. */
  readonly route: string;
  readonly key: string;
  readonly bodyHash: Buffer;
}

/** The caller of a handler that changes something, with its `If-Match` and `Idempotency-Key`. */
export function Write(): ParameterDecorator {
  return (controller, method, index) => {
    WriteParameter()(controller, method, index);
    const handler = Object.getOwnPropertyDescriptor(controller, method ?? '')?.value as object;
    Reflect.defineMetadata(IS_WRITE, true, handler);
  };
}

/** Returns whether the handler takes a {@link WriteRequest}. */
export function isWrite(handler: object): boolean {
  return Reflect.hasMetadata(IS_WRITE, handler);
}

const WriteParameter = createParamDecorator((_: unknown, context: ExecutionContext): WriteRequest => {
  const request = context.switchToHttp().getRequest<Request>();
  const principal = principalOf(request);
  const ifMatch = request.get('if-match');
  return {
    principal,
    ifMatch: ifMatch === undefined ? null : entityTagsOf(ifMatch),
    repeatable: repeatableOf(request, principal),
  };
});

function repeatableOf(request: Request, principal: Principal): RepeatableWrite | null {
  const key = request.get('idempotency-key');
  if (key === undefined || request.method !== 'POST') return null;
  if (!IDEMPOTENCY_KEY.test(key)) {
    const text = 'Idempotency-Key must be 1 to 255 printable ASCII characters without spaces.';
    throw new InvalidFields({ 'Idempotency-Key': [text] });
  }
  const { kind, id } = credentialOf(principal);
  const bodyHash = createHash('sha256')
    .update(JSON.stringify(request.body ?? null))
    .digest();
  return { credential: `${kind}:${id}`, route: `${request.method} ${request.path}`, key, bodyHash };
}
