import type { AccountScope } from '@yipii/domain';
import {
  RegistryRepository,
  type PageRequest,
  type RegistryPage,
  type RegistryRow,
  type UnitOfWork,
} from '@yipii/persistence';
import { Registry } from './registry.ports';

export class PostgresRegistry extends Registry {
  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  list<Row extends RegistryRow>(
    entity: new () => Row,
    scope: AccountScope,
    page: PageRequest,
  ): Promise<RegistryPage<Row>> {
    const repository = new RegistryRepository(entity);
    return this.unitOfWork.inAccount(scope, (tx) => repository.list(tx, page));
  }

  find<Row extends RegistryRow>(entity: new () => Row, scope: AccountScope, id: number): Promise<Row | null> {
    const repository = new RegistryRepository(entity);
    return this.unitOfWork.inAccount(scope, (tx) => repository.find(tx, id));
  }
}
