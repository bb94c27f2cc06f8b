import type { Principal } from '@yipii/domain';
import type { Resource } from '../registry/resource';
import type { ImportCounts, ImportProblem } from './import-lines';
import type { ImportLine } from './read-lines';

export interface ImportResult extends ImportCounts {
  readonly problems: readonly ImportProblem[];
}

/** Imports, each as a whole: what is reported is committed together, or nothing is. */
export abstract class Imports {
  /** @param dryRun do nothing, but report what would be done */
  abstract run(
    resource: Resource,
    lines: AsyncIterable<ImportLine>,
    by: { readonly principal: Principal; readonly dryRun: boolean },
  ): Promise<ImportResult>;
}
