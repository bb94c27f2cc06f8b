import type { LinkArrivalView } from '../tracking-link.schema';
import { SHARED, type LinkTemplateView } from './link-template.schema';

/** What the names of links are made of. */
export interface LinkNames {
  readonly reference?: string | null;
  readonly route?: string;
  readonly stop?: string;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * Returns what a request for a link amounts to: the template’s settings where it says nothing itself.
 * @param now epoch ms
 */
export function applyTemplate(template: LinkTemplateView, body: Body, names: LinkNames, now: number): Body {
  const { template_id: _, ...given } = body;
  const shared = Object.fromEntries(SHARED.map((name) => [name, template[name]]));
  const { life_seconds: life } = template;
  return {
    name: nameOf(template, names),
    ...shared,
    ...(life !== null && { expires_at: new Date(now + life * 1_000).toISOString() }),
    ...given,
    ...(isObject(given.arrival) && { arrival: { ...ruleOf(template), ...given.arrival } }),
  };
}

/** The arrival of links of a stop; null: what all links of stops have. */
export function arrivalAt(
  template: LinkTemplateView,
  { lat, lng, name }: { readonly lat: number; readonly lng: number; readonly name: string },
): LinkArrivalView | null {
  const rule = ruleOf(template);
  return rule && { lat, lng, label: name.slice(0, 100), ...rule };
}

function ruleOf({ arrival }: LinkTemplateView) {
  if (!arrival) return null;
  const { radius_m, dwell_seconds, grace_minutes } = arrival;
  return { radius_m, dwell_seconds, grace_minutes };
}

function nameOf({ name, name_pattern: pattern }: LinkTemplateView, names: LinkNames): string {
  const values = names as Readonly<Record<string, string | null | undefined>>;
  const filled = pattern
    .replaceAll(/\{(reference|route|stop)\}/g, (_, hole: string) => values[hole] ?? '')
    .trim();
  return (filled || name).slice(0, 200);
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
