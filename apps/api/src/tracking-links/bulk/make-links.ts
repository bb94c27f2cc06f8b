import { once, type AccountTransaction, type UnitOfWork } from '@yipii/persistence';
import { InvalidFields, type FieldErrors, type WriteRequest } from '@yipii/platform';
import { ResourceWriter, type Prepared } from '../../registry/resource-writer';
import type { UseTemplate } from '../templates/use-template';
import { trackingLinks, type LinkSettings } from '../tracking-link.resource';
import type { TrackingLinkInput, TrackingLinkView } from '../tracking-link.schema';
import { MAX_LINKS } from './bulk.schema';

type Body = Readonly<Record<string, unknown>>;

/** Nobody mends more lines at a time. */
const MAX_TOLD = 100;

/** Makes many links, or none of them if anything is wrong with one. */
export class MakeLinks {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly templates: UseTemplate,
    private readonly settings: LinkSettings,
  ) {}

  /** @throws InvalidFields that name the fields of each line as `links.3.name` */
  async run(request: WriteRequest, body: unknown): Promise<TrackingLinkView[]> {
    const lines = linesOf(body);
    const { scope } = request.principal;
    const inputs = await forEach(lines, (line) => this.templates.inputOf(scope, line));
    demandDifferentIds(inputs);
    return this.unitOfWork.inAccount(scope, (tx) =>
      once(tx, request.repeatable, () => this.create(tx, request, inputs)),
    );
  }

  private async create(
    tx: AccountTransaction,
    request: WriteRequest,
    inputs: readonly TrackingLinkInput[],
  ): Promise<TrackingLinkView[]> {
    const writer = new ResourceWriter(trackingLinks(this.settings), tx, request);
    await demandFreeIds(tx, inputs);
    const prepared: Prepared[] = await forEach(inputs, (input) => writer.prepare(input));
    return writer.insert(prepared);
  }
}

function linesOf(body: unknown): Body[] {
  if (!isObject(body)) throw new InvalidFields({ body: ['body must be an object.'] });
  const { links, template_id: templateId = null, ...unknown } = body;
  const [surprise] = Object.keys(unknown);
  if (surprise !== undefined)
    throw new InvalidFields({ [surprise.slice(0, 80)]: ['This is not a known field.'] });
  if (!Array.isArray(links) || links.length === 0 || links.length > MAX_LINKS)
    throw new InvalidFields({ links: [`links must be a list of 1 to ${MAX_LINKS} links.`] });
  return links.map((line: unknown, index) => {
    if (!isObject(line)) throw new InvalidFields({ [`links.${index}`]: ['A link must be an object.'] });
    return templateId === null || Object.hasOwn(line, 'template_id')
      ? line
      : { ...line, template_id: templateId };
  });
}

/** One after the other; tells what is wrong with each. */
async function forEach<In, Out>(lines: readonly In[], work: (line: In) => Promise<Out>): Promise<Out[]> {
  const done: Out[] = [];
  const errors: [string, readonly string[]][] = [];
  for (const [index, line] of lines.entries()) {
    try {
      done.push(await work(line));
    } catch (error) {
      if (!(error instanceof InvalidFields)) throw error;
      for (const [field, texts] of Object.entries(error.errors))
        errors.push([`links.${index}.${field}`, texts]);
    }
  }
  if (errors.length > 0) throw new InvalidFields(Object.fromEntries(errors.slice(0, MAX_TOLD)));
  return done;
}

function demandDifferentIds(inputs: readonly TrackingLinkInput[]): void {
  const ids = inputs.map(({ external_id: id }) => id ?? null);
  refuseTaken(ids.flatMap((id, index) => (id !== null && ids.indexOf(id) < index ? [index] : [])));
}

async function demandFreeIds(tx: AccountTransaction, inputs: readonly TrackingLinkInput[]): Promise<void> {
  const ids = inputs.map(({ external_id: id }) => id ?? null);
  const { rows } = await tx.query<{ id: string }>(
    'SELECT external_id AS id FROM tracking_link WHERE account_id = $1 AND external_id = ANY ($2)',
    [tx.scope.accountId, ids.filter((id) => id !== null)],
  );
  const taken = new Set(rows.map(({ id }) => id));
  refuseTaken(ids.flatMap((id, index) => (id !== null && taken.has(id) ? [index] : [])));
}

function refuseTaken(lines: readonly number[]): void {
  if (lines.length === 0) return;
  const errors = lines.map((index) => [`links.${index}.external_id`, ['external_id is taken.']]);
  throw new InvalidFields(Object.fromEntries(errors) as FieldErrors);
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
