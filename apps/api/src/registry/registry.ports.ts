import type { AccountScope } from '@yipii/domain';
import type { ResourceView, WriteRequest } from '@yipii/platform';
import type { ListQuery, Resource } from './resource';

/** A page of a list, as REST answers it. */
export interface Page<View> {
  readonly data: View[];
  readonly meta: { readonly current_page: number; readonly per_page: number; readonly total: number };
}

/** As paths have it: a UUID where the resource has these. */
export type RowId = number | string;

/**
 * The resources that people enter and edit, shown as REST has them. A caller sees and writes what is within its
 * scope; what is not there for it is `NOT_FOUND`. Every write is in the audit log.
 */
export abstract class Registry {
  /** Returns a page in the order of the ids. */
  abstract list<View extends ResourceView>(
    resource: Resource<View>,
    scope: AccountScope,
    query: ListQuery,
  ): Promise<Page<View>>;

  /** Returns all that a query matches, in the order of the ids, in chunks that are read one after the other. */
  abstract all<View extends ResourceView>(
    resource: Resource<View>,
    scope: AccountScope,
    query: ListQuery,
  ): AsyncIterable<readonly View[]>;

  abstract get<View extends ResourceView>(
    resource: Resource<View>,
    scope: AccountScope,
    id: RowId,
  ): Promise<View>;

  /** Creates it once per idempotency key. */
  abstract create<View extends ResourceView>(
    resource: Resource<View>,
    request: WriteRequest,
    input: object,
  ): Promise<View>;

  /**
   * Applies a JSON Merge Patch.
   * @throws InvalidFields if the result is not acceptable; DomainError PRECONDITION_FAILED
   */
  abstract patch<View extends ResourceView>(
    resource: Resource<View>,
    request: WriteRequest,
    change: { readonly id: RowId; readonly patch: object },
  ): Promise<View>;

  /** @throws DomainError PRECONDITION_FAILED */
  abstract delete<View extends ResourceView>(
    resource: Resource<View>,
    request: WriteRequest,
    id: RowId,
  ): Promise<void>;
}
