import type { AccountScope } from '@yipii/domain';
import { DomainError, InvalidFields, readInput, type Clock } from '@yipii/platform';
import type { Registry } from '../../registry/registry.ports';
import { TrackingLinkInput } from '../tracking-link.schema';
import { applyTemplate } from './apply-template';
import { linkTemplates } from './link-template.resource';
import type { LinkTemplateView } from './link-template.schema';

/** Makes the input of a link from a request that may name a template. */
export class UseTemplate {
  constructor(
    private readonly registry: Registry,
    private readonly clock: Clock,
  ) {}

  /** @throws InvalidFields */
  async inputOf(scope: AccountScope, body: unknown): Promise<TrackingLinkInput> {
    const given = (body ?? {}) as Readonly<Record<string, unknown>>;
    const id = given.template_id ?? null;
    if (id === null) return readInput(TrackingLinkInput, withoutTemplate(given), 'refuse');
    const template = await this.find(scope, id);
    const reference = typeof given.reference === 'string' ? given.reference : null;
    return readInput(
      TrackingLinkInput,
      applyTemplate(template, given, { reference }, this.clock.now()),
      'refuse',
    );
  }

  /** One of another account is as unknown as one that does not exist. @throws InvalidFields */
  async find(scope: AccountScope, id: unknown): Promise<LinkTemplateView> {
    try {
      if (Number.isSafeInteger(id)) return await this.registry.get(linkTemplates, scope, id as number);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'NOT_FOUND') throw error;
    }
    throw new InvalidFields({ template_id: ['There is no such template.'] });
  }
}

/** What is no object is left to the rules of inputs. */
function withoutTemplate(given: Readonly<Record<string, unknown>>): unknown {
  if (!Object.hasOwn(given, 'template_id')) return given;
  const { template_id: _, ...others } = given;
  return others;
}
