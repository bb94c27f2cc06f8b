import { topics } from '../topics';
import { openEnvelope, type Envelope } from './envelope';
import { SAMPLES } from './events.samples';
import { inEnvelopeOfToday } from './without-envelope';

const ID = '1b4e28ba-2fa1-8d2a-883f-0016d3cca427';
const AT = '2026-11-23T15:04:05.000Z';
const OF_FLEET = { accountId: 3, accountKey: 'fleet' };
const FLEET = { id: 3, key: 'fleet' };

function eventOf(topic: string): object {
  return SAMPLES[topic]?.[0]?.event ?? {};
}

/** What 0.1.0 wrote, by topic, and the envelope that its fields tell of. */
const MESSAGES: readonly (readonly [keyof typeof topics, object, object])[] = [
  [
    'positionReceived',
    { ...eventOf('position.received.v1'), ...OF_FLEET },
    { occurredAt: '2026-11-23T15:04:05.412Z', account: FLEET },
  ],
  ['positionQuarantined', eventOf('position.quarantined.v1'), { occurredAt: '2026-11-23T15:04:05.412Z' }],
  [
    'positionEnriched',
    { ...eventOf('position.enriched.v1'), ...OF_FLEET, id: ID },
    { id: ID, occurredAt: AT, account: FLEET },
  ],
  [
    'statusChanged',
    { ...eventOf('status.changed.v1'), ...OF_FLEET, id: ID, at: AT },
    { id: ID, occurredAt: AT, account: FLEET },
  ],
  ['linkLocation', { ...eventOf('link.location.v1'), at: AT }, { occurredAt: AT }],
  ['linkChanged', { ...eventOf('link.changed.v1'), id: ID }, { id: ID, occurredAt: AT }],
  ['accessRevoked', { ...eventOf('access.revoked.v1'), at: AT }, { occurredAt: AT }],
  ['registryChanged', eventOf('registry.changed.v1'), {}],
];

describe('a message of 0.1.0, which has no envelope', () => {
  it.each(MESSAGES)('of %s is read all the same', (name, old, context) => {
    const read = openEnvelope<unknown>(topics[name], inEnvelopeOfToday(old, '1042'));
    expect(read).toMatchObject({ account: null, subject: '1042', traceparent: null, event: old, ...context });
  });

  it('gets the same id each time that it is read, and its own', () => {
    const ids = MESSAGES.flatMap(([, old]) =>
      [1, 2].map(() => (inEnvelopeOfToday(old, '1042') as Envelope<unknown>).id),
    );
    expect(new Set(ids.slice(0, 2)).size).toBe(1);
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/);
    expect(new Set(ids).size).toBe(6);
  });

  it('is still refused where it was no event of the topic', () => {
    for (const poison of [{ assetId: 1 }, [], null, 'x', { at: 'noon' }, { receivedAt: 1e300 }]) {
      expect(openEnvelope(topics.positionReceived, inEnvelopeOfToday(poison, '1042'))).toBeUndefined();
    }
  });
});
