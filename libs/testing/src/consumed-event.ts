import { inEnvelope, type ConsumedEvent, type OutgoingEvent } from '@yipii/platform';

/** An event as a consumer gets it; it belongs to the account `acme` unless something else is said. */
export function aConsumedEvent<Event>(event: Event, context: Context = {}): ConsumedEvent<Event> {
  const { key = '1', offset = 0, ...given } = context;
  return { ...inEnvelope({ key, event, account: { id: 1, key: 'acme' }, ...given }), offset };
}

type Context = Partial<Omit<OutgoingEvent<unknown>, 'event'>> & { readonly offset?: number };
