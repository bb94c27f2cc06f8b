import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { strongEtag, type EntityTags, type ResourceView } from '@yipii/platform';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';
import type { Resource } from './resource';

type Counted = Pick<Resource, 'counters'>;

/**
 * Returns the tag of the answer that shows a resource: of its bytes, as any answer has, unless it has counters. Then
 * it begins with a tag of all the rest, so that `If-Match` need not fail because a counter went on.
 */
function tagOf({ counters }: Counted, view: object): string {
  const whole = strongEtag(JSON.stringify({ data: view }));
  return counters ? `"${hashOf(withoutCounters(counters, view))}.${whole.slice(1)}` : whole;
}

/** Whether `If-Match` names the present state. */
export function isPresent(resource: Counted, tags: EntityTags, view: object): boolean {
  if (tags === '*') return true;
  const present = tagOf(resource, view);
  const [state] = present.split('.');
  return tags.some((tag) => (resource.counters ? tag.split('.')[0] === state : tag === present));
}

/** Sends the tags of a resource that has counters. */
export class TagResource implements NestInterceptor {
  constructor(private readonly resource: Counted) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!this.resource.counters) return next.handle();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map((answer: unknown) => {
        const view = viewIn(answer);
        if (view) response.setHeader('ETag', tagOf(this.resource, view));
        return answer;
      }),
    );
  }
}

function viewIn(answer: unknown): ResourceView | null {
  const { data } = (answer ?? {}) as { readonly data?: unknown };
  return typeof data === 'object' && data !== null && 'updated_at' in data ? (data as ResourceView) : null;
}

function withoutCounters(counters: readonly string[], view: object): object {
  return Object.fromEntries(Object.entries(view).filter(([name]) => !counters.includes(name)));
}

/** A tag without its quotes. */
function hashOf(view: object): string {
  return strongEtag(JSON.stringify(view)).slice(1, -1);
}
