import type { AccountScope } from '@yipii/domain';
import type { RegistryPage, RegistryRow } from '@yipii/persistence';
import type { PageQuery } from '@yipii/platform';

/** Reads the tables of the registry, by the entities of their rows. A caller sees what is within its scope. */
export abstract class Registry {
  /** Returns a page in the order of the ids. */
  abstract list<Row extends RegistryRow>(
    entity: new () => Row,
    scope: AccountScope,
    query: PageQuery,
  ): Promise<RegistryPage<Row>>;
  abstract find<Row extends RegistryRow>(
    entity: new () => Row,
    scope: AccountScope,
    id: number,
  ): Promise<Row | null>;
}
