/**
 * To be preloaded (`node --require`): the app's events are written as a neighbour's of another version would be, with
 * a field less and a field more in the envelope, the event and what is in it.
 */
const { stringify } = JSON;

JSON.stringify = (value, ...rest) => stringify(isEnvelope(value) ? ofOtherVersion(value) : value, ...rest);

function isEnvelope(value) {
  return typeof value === 'object' && value !== null && 'occurredAt' in value && 'event' in value;
}

function ofOtherVersion({ traceparent: _, event, ...envelope }) {
  return { ...envelope, addedLater: { x: [1] }, event: eventOf(event) };
}

function eventOf({ unstreamed, ignition: _, ...event }) {
  const { records, location } = event;
  return {
    ...event,
    // Only what is null may be left out.
    ...(unstreamed && { unstreamed }),
    ...(Array.isArray(records) && { records: records.map(withoutAltitude) }),
    ...(location && { location: withoutAltitude(location) }),
    addedLater: 'too',
  };
}

function withoutAltitude({ altitude: _, ...reading }) {
  return { ...reading, addedLater: null };
}
