import type { AccountScope } from '@yipii/domain';
import { RegistryRepository, type RegistryPage, type RegistryRow, type UnitOfWork } from '@yipii/persistence';
import type { PageQuery } from '@yipii/platform';
import { Registry } from './registry.ports';

export class PostgresRegistry extends Registry {
  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  list<Row extends RegistryRow>(
    entity: new () => Row,
    scope: AccountScope,
    { page, per_page: perPage }: PageQuery,
  ): Promise<RegistryPage<Row>> {
    const repository = new RegistryRepository(entity);
    return this.unitOfWork.inAccount(scope, (tx) => repository.list(tx, { page, perPage }));
  }

  find<Row extends RegistryRow>(entity: new () => Row, scope: AccountScope, id: number): Promise<Row | null> {
    const repository = new RegistryRepository(entity);
    return this.unitOfWork.inAccount(scope, (tx) => repository.find(tx, id));
  }
}
