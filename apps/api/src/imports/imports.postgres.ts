import type { Principal } from '@yipii/domain';
import type { UnitOfWork } from '@yipii/persistence';
import type { Resource } from '../registry/resource';
import { ImportLines } from './import-lines';
import { Imports, type ImportResult } from './import.ports';
import type { ImportLine } from './read-lines';

export class PostgresImports extends Imports {
  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  async run(
    resource: Resource,
    lines: AsyncIterable<ImportLine>,
    { principal, dryRun }: { readonly principal: Principal; readonly dryRun: boolean },
  ): Promise<ImportResult> {
    try {
      return await this.unitOfWork.inAccount(principal.scope, async (tx) => {
        const work = new ImportLines(resource, tx, principal);
        await work.run(lines);
        const result = { ...work.counts, problems: work.problems };
        if (dryRun) throw new NotMeant(result);
        return result;
      });
    } catch (error) {
      if (error instanceof NotMeant) return error.result;
      throw error;
    }
  }
}

/** Takes back what a dry run has done. */
class NotMeant extends Error {
  constructor(readonly result: ImportResult) {
    super('a dry run is taken back');
  }
}
