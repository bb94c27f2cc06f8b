import { credentialOf, type AccountScope } from '@yipii/domain';
import {
  once,
  recordAudit,
  RegistryRepository,
  type AccountTransaction,
  type UnitOfWork,
} from '@yipii/persistence';
import { InvalidFields, uniqueFieldOf, type ResourceView, type WriteRequest } from '@yipii/platform';
import { Registry, type Page, type RowId } from './registry.ports';
import type { Fields, ListQuery, Resource } from './resource';
import { toViews } from './resource-views';
import { keyOf, notFound, ResourceWriter } from './resource-writer';

/** Rows that are in memory at a time when all are read. */
const CHUNK_ROWS = 500;

export class PostgresRegistry extends Registry {
  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  list<View extends ResourceView>(
    resource: Resource<View>,
    scope: AccountScope,
    query: ListQuery,
  ): Promise<Page<View>> {
    const { page, per_page: perPage } = query;
    return this.unitOfWork.inAccount(scope, async (tx) => {
      const where = whereOf(resource, query);
      const { rows, total } = await repositoryOf(resource).list(tx, { page, perPage, where });
      const data = await toViews(resource, tx, rows);
      return { data, meta: { current_page: page, per_page: perPage, total } };
    });
  }

  async *all<View extends ResourceView>(
    resource: Resource<View>,
    scope: AccountScope,
    query: ListQuery,
  ): AsyncIterable<readonly View[]> {
    const where = whereOf(resource, query);
    let last = 0;
    for (;;) {
      const chunk = { id: last, limit: CHUNK_ROWS, where };
      const { views, end } = await this.unitOfWork.inAccount(scope, async (tx) => {
        const rows = await repositoryOf(resource).after(tx, chunk);
        return { views: await toViews(resource, tx, rows), end: rows.at(-1)?.id ?? last };
      });
      yield views;
      if (views.length < CHUNK_ROWS) return;
      last = end;
    }
  }

  get<View extends ResourceView>(resource: Resource<View>, scope: AccountScope, id: RowId): Promise<View> {
    return this.unitOfWork.inAccount(scope, async (tx) => {
      const row = await repositoryOf(resource).find(tx, keyOf(id));
      const [view] = row ? await toViews(resource, tx, [row]) : [];
      if (!view) throw notFound(resource);
      return view;
    });
  }

  create<View extends ResourceView>(
    resource: Resource<View>,
    request: WriteRequest,
    input: object,
  ): Promise<View> {
    return this.write({ resource, request, given: input as Fields }, (writer, tx) =>
      once(tx, request.repeatable, () => writer.create(input)),
    );
  }

  patch<View extends ResourceView>(
    resource: Resource<View>,
    request: WriteRequest,
    { id, patch }: { readonly id: RowId; readonly patch: object },
  ): Promise<View> {
    return this.write({ resource, request, given: patch as Fields }, (writer) => writer.patch(id, patch));
  }

  delete<View extends ResourceView>(
    resource: Resource<View>,
    request: WriteRequest,
    id: RowId,
  ): Promise<void> {
    return this.write({ resource, request, given: {} }, (writer) => writer.delete(id));
  }

  private async write<View extends ResourceView, T>(
    attempt: Attempt<View>,
    work: (writer: ResourceWriter<View>, tx: AccountTransaction) => Promise<T>,
  ): Promise<T> {
    const { resource, request } = attempt;
    try {
      return await this.unitOfWork.inAccount(request.principal.scope, (tx) =>
        work(new ResourceWriter(resource, tx, request), tx),
      );
    } catch (error) {
      const field = uniqueFieldOf(error);
      throw field === undefined ? error : await this.taken(attempt, field);
    }
  }

  /** A value that must be unique is taken, maybe by another account: both are told alike. */
  private async taken<View extends ResourceView>(
    { resource, request, given }: Attempt<View>,
    field: string,
  ): Promise<Error> {
    const special = resource.taken?.(field);
    if (!special) return new InvalidFields({ [field]: [`${field} is taken.`] });
    const changes = { [field]: { before: null, after: given[field] ?? null } };
    const entry = { action: 'refused', kind: resource.kind, id: null, changes };
    const { principal } = request;
    await this.unitOfWork.inAccount(principal.scope, (tx) => recordAudit(tx, credentialOf(principal), entry));
    return special;
  }
}

interface Attempt<View extends ResourceView> {
  readonly resource: Resource<View>;
  readonly request: WriteRequest;
  /** What the request names. */
  readonly given: Fields;
}

function repositoryOf({
  entity,
}: Pick<Resource, 'entity'>): RegistryRepository<InstanceType<Resource['entity']>> {
  return new RegistryRepository(entity);
}

function whereOf({ where }: Pick<Resource, 'where'>, query: ListQuery): object {
  const fields = query as unknown as Fields;
  const { external_id: externalId } = fields;
  return { ...(externalId !== undefined && { externalId }), ...where?.(fields) };
}
