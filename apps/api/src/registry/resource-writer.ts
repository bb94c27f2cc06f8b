import { credentialOf } from '@yipii/domain';
import {
  changesBetween,
  recordAudit,
  RegistryRepository,
  type AccountTransaction,
  type RegistryRow,
  type RowKey,
} from '@yipii/persistence';
import {
  fieldsOf,
  mergePatch,
  readInput,
  toRecord,
  type ResourceView,
  type WriteRequest,
} from '@yipii/platform';
import { demandWholeAccount, Refusal } from '../errors';
import type { RowId } from './registry.ports';
import type { Fields, Resource } from './resource';
import { isPresent } from './resource-tag.http';
import { toViews } from './resource-views';

type Request = Pick<WriteRequest, 'principal' | 'ifMatch'>;

/** Writes one resource in a transaction, which then also holds the line in the audit log and the announcement. */
export class ResourceWriter<View extends ResourceView> {
  private readonly rows: RegistryRepository<RegistryRow>;

  constructor(
    private readonly resource: Resource<View>,
    private readonly tx: AccountTransaction,
    private readonly request: Request,
  ) {
    this.rows = new RegistryRepository(resource.entity);
    if (resource.ofWholeAccount) demandWholeAccount(tx.scope);
  }

  /**
   * @param input an object of the resource's class of inputs
   * @param more columns that no input has
   */
  async create(input: object, more: Fields = {}): Promise<View> {
    const [view] = await this.createAll([input], more);
    return view as View;
  }

  /** Creates all of them, or none if it throws. */
  async createAll(inputs: readonly object[], more: Fields = {}): Promise<View[]> {
    const prepared: Prepared[] = [];
    for (const input of inputs) prepared.push(await this.prepare(input, more));
    return this.insert(prepared);
  }

  /** Checks what is to be created. */
  async prepare(input: object, more: Fields = {}): Promise<Prepared> {
    return { input, columns: { ...(await this.allowed(null, this.columns(input, input))), ...more } };
  }

  /** Creates what was prepared. */
  async insert(prepared: readonly Prepared[]): Promise<View[]> {
    const rows = await this.rows.insert(
      this.tx,
      prepared.map(({ columns }) => columns),
    );
    for (const [index, { id }] of rows.entries())
      await this.resource.relate?.(this.tx, id, prepared[index]?.input as Fields);
    const views = await toViews(this.resource, this.tx, rows);
    await this.record('created', ...views.map((after) => ({ before: null, after })));
    return views;
  }

  /** Returns what a patch makes of the resource, or null if it changes nothing. */
  patched(before: View, patch: object): object | null {
    const present = pick(before, [...fieldsOf(this.resource.input).keys()]);
    const input = readInput(this.resource.input, mergePatch(present, patch), 'refuse');
    return this.changesNothing(present, input, patch) ? null : input;
  }

  /** A patch that changes nothing leaves no trace. */
  async patch(id: RowId, patch: object): Promise<View> {
    const { row: old, before } = await this.take(id);
    const input = this.patched(before, patch);
    if (!input) return before;
    const columns = await this.allowed(old, this.columns(input, patch));
    const row = await this.rows.update(this.tx, old.id, columns);
    await this.resource.relate?.(this.tx, old.id, input as Fields);
    const after = await this.view(row);
    await this.record('updated', { before, after });
    return after;
  }

  /** Changes columns that no input has. @param action as the audit log calls it */
  async set(id: RowId, action: string, columnsOf: (row: RegistryRow) => Promise<Fields>): Promise<View> {
    const { row, before } = await this.take(id);
    const after = await this.view(await this.rows.update(this.tx, row.id, await columnsOf(row)));
    await this.record(action, { before, after });
    return after;
  }

  async delete(id: RowId): Promise<void> {
    const { row, before } = await this.take(id);
    await this.allowed(row, null);
    await this.resource.release?.(this.tx, row.id);
    await this.record('deleted', { before, after: null });
    await this.rows.delete(this.tx, row.id);
  }

  /** Locks the row. */
  private async take(id: RowId): Promise<{ row: RegistryRow; before: View }> {
    const row = await this.rows.findToChange(this.tx, keyOf(id));
    if (!row) throw notFound(this.resource);
    const before = await this.view(row);
    const { ifMatch } = this.request;
    if (ifMatch !== null && !isPresent(this.resource, ifMatch, before))
      throw new Refusal('PRECONDITION_FAILED', 'It has changed since you read it: read it again.');
    return { row, before };
  }

  private async allowed(before: RegistryRow | null, after: Fields | null): Promise<Fields> {
    const more = await this.resource.change?.(this.tx, this.request.principal, { before, after });
    return { ...after, ...more };
  }

  /** What views don't show, e.g. a secret, is always a change. */
  private changesNothing(present: object, input: object, patch: object): boolean {
    const [before, after] = [present, input].map((value) =>
      JSON.stringify(toRecord(value, this.resource.input)),
    );
    const shown = fieldsOf(this.resource.view);
    return before === after && Object.keys(patch).every((name) => shown.has(name));
  }

  /** @throws InvalidFields for what no field's rule can find */
  columns(input: object, given: object): Fields {
    const more = this.resource.columns?.(input as Fields, given as Fields);
    const columns = { ...toRecord(input, this.resource.input), ...more };
    return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
  }

  private async view(row: RegistryRow): Promise<View> {
    const [view] = await toViews(this.resource, this.tx, [row]);
    return view as View;
  }

  private async record(action: string, ...changes: readonly Change<View>[]): Promise<void> {
    const { kind, announced } = this.resource;
    const entries = changes.map(({ before, after }) => ({
      ...{ action, kind, id: (after ?? before)?.id ?? null },
      changes: changesBetween(before && content(before), after && content(after)),
    }));
    await recordAudit(this.tx, credentialOf(this.request.principal), ...entries);
    if (announced)
      await this.tx.registryChanged(
        announced,
        ...entries.flatMap(({ id }) => (typeof id === 'number' ? id : [])),
      );
  }
}

/** What is to be created. */
export interface Prepared {
  readonly input: object;
  readonly columns: Fields;
}

/** Null: it does not exist. */
interface Change<View> {
  readonly before: View | null;
  readonly after: View | null;
}

/** Returns how the registry finds what a path names. */
export function keyOf(id: RowId): RowKey {
  return typeof id === 'number' ? { id } : { uuid: id };
}

export function notFound({ kind }: Pick<Resource, 'kind'>): Refusal {
  return new Refusal('NOT_FOUND', `There is no such ${kind.replaceAll('_', ' ')}.`);
}

/** What people have entered. */
function content({ id: _id, created_at: _created, updated_at: _updated, ...entered }: ResourceView): object {
  return entered;
}

function pick(view: object, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(view).filter(([name]) => names.includes(name)));
}
