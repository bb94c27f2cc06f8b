import type { Principal } from '@yipii/domain';
import { RegistryRepository, type AccountTransaction } from '@yipii/persistence';
import {
  DomainError,
  InvalidFields,
  readInput,
  uniqueFieldOf,
  mergePatch,
  type FieldErrors,
  type RegistryView,
} from '@yipii/platform';
import type { Resource } from '../registry/resource';
import { toViews } from '../registry/resource-views';
import { ResourceWriter } from '../registry/resource-writer';
import { MAX_PROBLEMS } from './import.schema';
import type { ImportLine } from './read-lines';

const BATCH_LINES = 500;
const MAX_LINES = 100_000;

export interface ImportCounts {
  created: number;
  updated: number;
  deleted: number;
  unchanged: number;
  failed: number;
}

export interface ImportProblem {
  readonly line: number;
  readonly external_id: string | null;
  readonly errors: FieldErrors;
}

/**
 * Brings one resource in line with a file, by the ids of other systems: what is new is created, what differs is
 * changed, what is to be deleted is deleted. Of a line that is wrong nothing is written, and it is reported; the
 * others are.
 */
export class ImportLines {
  readonly counts: ImportCounts = { created: 0, updated: 0, deleted: 0, unchanged: 0, failed: 0 };
  readonly problems: ImportProblem[] = [];
  private readonly writer: ResourceWriter<RegistryView>;

  constructor(
    private readonly resource: Resource,
    private readonly tx: AccountTransaction,
    principal: Principal,
  ) {
    this.writer = new ResourceWriter(resource, tx, { principal, ifMatch: null });
  }

  /** @throws DomainError PAYLOAD_TOO_LARGE if there are too many lines: then nothing should be committed */
  async run(lines: AsyncIterable<ImportLine>): Promise<void> {
    let batch = new Map<string, ImportLine>();
    let count = 0;
    for await (const line of lines) {
      if (++count > MAX_LINES)
        throw new DomainError('PAYLOAD_TOO_LARGE', `An import has at most ${MAX_LINES} lines.`);
      const { externalId } = line;
      if (externalId === null) {
        this.fail(line, new InvalidFields({ external_id: ['external_id is required.'] }));
        continue;
      }
      // A later line for the same thing changes what an earlier one has made.
      if (batch.has(externalId) || batch.size === BATCH_LINES) {
        await this.write([...batch.values()]);
        batch = new Map();
      }
      batch.set(externalId, line);
    }
    await this.write([...batch.values()]);
  }

  private async write(lines: readonly ImportLine[]): Promise<void> {
    const ids = lines.flatMap(({ externalId }) => (isStorable(externalId) ? [externalId] : []));
    const rows = await new RegistryRepository(this.resource.entity).findManyToChange(this.tx, ids);
    const views = await toViews(this.resource, this.tx, rows);
    const known = new Map(
      views.map((view) => [(view as unknown as { external_id: string }).external_id, view]),
    );
    const added: { line: ImportLine; input: object }[] = [];
    for (const line of lines) {
      const present = known.get(line.externalId ?? '');
      if (present) await this.change(line, present);
      else if (line.isDeleted) this.counts.unchanged += 1;
      else await this.attempt(line, () => Promise.resolve(added.push({ line, input: this.inputOf(line) })));
    }
    await this.add(added);
  }

  private inputOf({ patch }: ImportLine): object {
    const input = readInput(this.resource.input, mergePatch({}, patch), 'refuse');
    this.writer.columns(input, patch);
    return input;
  }

  /** All at once, or one by one to find those that are refused. */
  private async add(added: readonly { line: ImportLine; input: object }[]): Promise<void> {
    try {
      await this.inSavepoint(() => this.writer.createAll(added.map(({ input }) => input)));
      this.counts.created += added.length;
    } catch (error) {
      if (errorsOf(error) === null) throw error;
      for (const { line, input } of added) {
        const isAdded = await this.attempt(line, () => this.inSavepoint(() => this.writer.create(input)));
        if (isAdded) this.counts.created += 1;
      }
    }
  }

  private async change(line: ImportLine, present: RegistryView): Promise<void> {
    const { isDeleted, patch } = line;
    await this.attempt(line, async () => {
      if (isDeleted) {
        await this.inSavepoint(() => this.writer.delete(present.id));
        this.counts.deleted += 1;
      } else if (this.writer.patched(present, patch)) {
        await this.inSavepoint(() => this.writer.patch(present.id, patch));
        this.counts.updated += 1;
      } else this.counts.unchanged += 1;
    });
  }

  /** Whether it was done; what is wrong with the line is reported. */
  private async attempt(line: ImportLine, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.fail(line, error);
      return false;
    }
  }

  private fail({ line, externalId }: ImportLine, error: unknown): void {
    const errors = errorsOf(error);
    if (!errors) throw error;
    this.counts.failed += 1;
    if (this.problems.length === MAX_PROBLEMS) return;
    this.problems.push({ line, external_id: externalId?.slice(0, 200) ?? null, errors });
  }

  private async inSavepoint<T>(work: () => Promise<T>): Promise<T> {
    await this.tx.query('SAVEPOINT line');
    try {
      const result = await work();
      await this.tx.query('RELEASE SAVEPOINT line');
      return result;
    } catch (error) {
      await this.tx.query('ROLLBACK TO SAVEPOINT line');
      throw error;
    }
  }
}

/** What a line is to blame for; null: something else went wrong. */
function errorsOf(error: unknown): FieldErrors | null {
  if (error instanceof InvalidFields) return error.errors;
  const field = uniqueFieldOf(error);
  if (field !== undefined) return { [field]: [`${field} is taken.`] };
  return null;
}

function isStorable(text: string | null): text is string {
  return text !== null && !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}
