import type { Principal, Scope } from '@yipii/domain';
import type { AccountTransaction, RegistryRow } from '@yipii/persistence';
import type { RegistryKind } from '@yipii/protocol';
import {
  IdField,
  OneOfField,
  PageQuery,
  TextField,
  type RegistryView,
  type ResourceView,
} from '@yipii/platform';

export type ListFormat = 'json' | 'csv' | 'geojson';

/** The query of a list. */
export class ListQuery extends PageQuery {
  @OneOfField(['json', 'csv'], { optional: true, description: 'csv: the whole list as a file.' })
  readonly format?: ListFormat;
}

/** The query of a list of the registry. */
export class RegistryQuery extends ListQuery {
  @TextField({ optional: true, description: 'Only the one with this id of your own systems.' })
  readonly external_id?: string;
}

/** The query of lists whose entries belong to assets. */
export class OfAssetsQuery extends RegistryQuery {
  @IdField({ optional: true, description: 'Only those of the assets of this group.' })
  readonly group_id?: number;
}

/** Fields as REST has them. */
export type Fields = Readonly<Record<string, unknown>>;

/** A row and what becomes of its columns. */
export interface RowChange {
  readonly before: RegistryRow | null;
  readonly after: Fields | null;
}

/**
 * What people enter and edit, as one table of the registry and a resource of the REST API. `RegistryController`
 * makes its handlers, `Registry` keeps it: with pages and filters, merge patches, ETags, idempotency keys and the
 * audit log.
 */
export interface Resource<View extends ResourceView = RegistryView> {
  /** Its name in paths, and its tag: `asset-group`. */
  readonly path: string;
  /** The scopes that it takes; absent: `fleet:read` and `fleet:write`. */
  readonly scopes?: { readonly read: Scope; readonly write: Scope };
  /** Whether paths and answers name it by its column `uuid` rather than by its id. */
  readonly hasUuid?: true;
  /** Its name in the audit log and in messages: `asset_group`. */
  readonly kind: string;
  readonly entity: new () => RegistryRow;
  readonly view: new () => View;
  /** What clients send; see `inputOf`. */
  readonly input: new () => object;
  readonly query: new () => ListQuery;
  /** Where others cache its rows: changes are announced as this. */
  readonly announced?: RegistryKind;
  /** Whether it belongs to the whole account, so that who may see only some assets may not write it. */
  readonly ofWholeAccount: boolean;
  /** Which rows a list shows besides those that the `external_id` of the query leaves; TypeORM's conditions. */
  readonly where?: (query: Fields) => object;
  /** Fields of the view that change by themselves: `If-Match` does not look at them. */
  readonly counters?: readonly string[];
  /** The field that is a GeoJSON geometry; absent: its lists are not available as GeoJSON. */
  readonly geometryField?: string;
  /**
   * Checks what no field's rule can, and returns columns that an input does not have by their names, e.g. hashes.
   * @param given what the request names: a whole input or a patch
   */
  readonly columns?: (input: Fields, given: Fields) => Fields;
  /** What views show besides the columns, by the ids of the rows, named as columns are. */
  readonly related?: (tx: AccountTransaction, ids: readonly number[]) => Promise<ReadonlyMap<number, Fields>>;
  /**
   * Runs before a row is created (`before` is null), changed, or deleted (`after` is null), and may refuse it. What
   * it returns is written with the row.
   */
  readonly change?: (tx: AccountTransaction, caller: Principal, rows: RowChange) => Promise<Fields>;
  /** Writes what an input has besides columns, after the row itself. */
  readonly relate?: (tx: AccountTransaction, id: number, input: Fields) => Promise<void>;
  /** Removes what would keep the row from being deleted. */
  readonly release?: (tx: AccountTransaction, id: number) => Promise<void>;
  /**
   * What is answered if a unique value, by its field, is taken; if absent, 422 with the field. Such an attempt is in
   * the audit log.
   */
  readonly taken?: (field: string) => Error | undefined;
}
