import fc from 'fast-check';
import type { TrackerProtocol, TrackerReport, TrackerTransport } from './tracker-protocol';
import { trackerProtocols, transportsOf } from './tracker-protocols';
import { loadSamples, type TrackerSamples, type TransportSamples } from './tracker-samples.testing';
import { TrackerStream, type StreamStep } from './tracker-stream';

const NOW = Date.UTC(2026, 5, 1, 13);
const NO_BYTES = Buffer.alloc(0);
const endpoints = trackerProtocols.flatMap((protocol) =>
  transportsOf(protocol).map(
    (transport) => [`${protocol.name} over ${transport}`, { protocol, transport }] as const,
  ),
);
const streams = endpoints.filter(([, { transport }]) => transport !== 'udp');

describe('the tracker protocols', () => {
  it('have each a name and a port of their own', () => {
    expect(new Set(trackerProtocols.map(({ name }) => name)).size).toBe(trackerProtocols.length);
    expect(new Set(trackerProtocols.map(({ defaultPort }) => defaultPort)).size).toBe(
      trackerProtocols.length,
    );
  });

  it('use TCP with or without HTTP, not both on one port', () => {
    for (const protocol of trackerProtocols) {
      expect(transportsOf(protocol)).not.toHaveLength(0);
      expect(protocol.tcp && protocol.http).toBeUndefined();
    }
  });
});

describe.each(endpoints)('%s', (_, { protocol, transport }) => {
  let all: TrackerSamples;
  let samples: TransportSamples;
  const loginOf = (id: string): Buffer[] => (samples.login ? [samples.login(id)] : []);
  const sessionOf = (id: string): Buffer[] => [...loginOf(id), ...samples.frames(id)];
  const read = (...chunks: readonly Buffer[]): StreamStep[] => readAll(protocol, transport, chunks);

  beforeAll(async () => {
    all = await loadSamples(protocol.name);
    const ofTransport = all[transport];
    if (!ofTransport) throw new Error(`no samples of ${protocol.name} over ${transport}`);
    samples = ofTransport;
  });

  it('decodes what a device sends, with a record in every frame and nothing to complain about', () => {
    const [device] = all.devices;
    const steps = read(...sessionOf(device));
    const reports = reportsOf(steps);
    expect(warningsOf(steps)).toEqual([]);
    expect(reports).toHaveLength(sessionOf(device).length);
    expect(reports.slice(loginOf(device).length).every(({ records }) => records.length > 0)).toBe(true);
    expect(new Set(reports.map(({ deviceIds: [id] }) => id))).toEqual(new Set([device]));
  });

  it('decodes nothing twice when it is asked again', () => {
    const stream = new TrackerStream(protocol, transport);
    const [first = NO_BYTES] = sessionOf(all.devices[0]);
    stream.push(first);
    expect(stream.next(NOW)).toBeDefined();
    expect(stream.next(NOW)).toBeUndefined();
  });

  it('takes a second login of the same device', () => {
    const [device] = all.devices;
    const steps = read(...sessionOf(device), ...sessionOf(device));
    expect(warningsOf(steps)).toEqual([]);
    expect(reportsOf(steps)).toHaveLength(2 * sessionOf(device).length);
  });

  it('keeps the records of two devices apart that come in one write', () => {
    const [first, second] = all.devices;
    const both = [...sessionOf(first), ...sessionOf(second)];
    const steps = transport === 'udp' ? read(...both) : read(Buffer.concat(both));
    const several = protocol.severalDevices || transport === 'http';
    const owners = reportsOf(steps).map(({ deviceIds: [id] }) => id);
    expect(owners).toEqual([
      ...sessionOf(first).map(() => first),
      ...(several ? sessionOf(second).map(() => second) : []),
    ]);
    if (!several) expect(steps.at(-1)).toMatchObject({ end: { reason: 'other_device' } });
  });

  it('throws for no input whatever', () => {
    const [device] = all.devices;
    fc.assert(
      fc.property(fc.boolean(), fc.array(anyBytes(300), { maxLength: 4 }), (isLoggedIn, chunks) => {
        const steps = read(...(isLoggedIn ? loginOf(device) : []), ...chunks);
        expect(steps.filter(isBroken)).toEqual([]);
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  it('throws for no damage to a frame', () => {
    const frames = sessionOf(all.devices[0]);
    const damage = fc.array(fc.tuple(fc.nat(1000), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.nat(frames.length - 1), damage, (index, places) => {
        const damaged = frames.map((frame) => Buffer.from(frame));
        for (const [at, value] of places) write(damaged[index], at, value);
        expect(read(...damaged).filter(isBroken)).toEqual([]);
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  function write(frame: Buffer | undefined, at: number, value: number): void {
    if (frame) frame[at % frame.length] = value;
  }
});

describe.each(streams)('a stream of %s', (_, { protocol, transport }) => {
  let session: readonly Buffer[];
  const read = (...chunks: readonly Buffer[]): StreamStep[] => readAll(protocol, transport, chunks);

  beforeAll(async () => {
    const samples = await loadSamples(protocol.name);
    const [device] = samples.devices;
    const { login, frames } = samples[transport] ?? { frames: () => [] };
    session = [...(login ? [login(device)] : []), ...frames(device)];
  });

  it('gives the same when each byte comes alone', () => {
    const stream = Buffer.concat(session);
    expect(read(...split(stream, [...stream.keys()]))).toEqual(read(stream));
  });

  it('gives the same wherever it is cut, garbage or not', () => {
    const piece = fc.oneof(
      { weight: 3, arbitrary: fc.nat(session.length - 1).map((index) => session[index] ?? NO_BYTES) },
      { weight: 1, arbitrary: anyBytes(40) },
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat(1500)), (pieces, cuts) => {
        const stream = Buffer.concat([session[0] ?? NO_BYTES, ...pieces]);
        expect(read(...split(stream, cuts))).toEqual(read(stream));
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  it.each(['?', '\x7f\x01\x02', '. \t', '%%%%%%%%%%%%'])(
    'finds the frame behind the garbage %j, or ends',
    (garbage) => {
      const [first = NO_BYTES, ...others] = session;
      const steps = read(Buffer.concat([first, ...others.flatMap((frame) => [Buffer.from(garbage), frame])]));
      const ended = steps.some((step) => 'end' in step);
      const found = reportsOf(steps).length;
      expect(ended || found === session.length).toBe(true);
      expect(warningsOf(steps)).not.toEqual([]);
    },
  );

  it('ends, or waits for a login, when it begins with garbage', () => {
    const steps = read(Buffer.alloc(4096, '?'), ...session);
    expect(steps.at(-1)).toHaveProperty('end');
    expect(reportsOf(steps)).toEqual([]);
  });

  it('decodes a frame only when it is asked for it', () => {
    const stream = new TrackerStream(protocol, transport);
    stream.push(Buffer.concat(session));
    const steps = session.map(() => stream.next(NOW));
    expect(steps.every((step) => step && 'result' in step)).toBe(true);
    expect(stream.next(NOW)).toBeUndefined();
  });
});

function readAll(
  protocol: TrackerProtocol,
  transport: TrackerTransport,
  chunks: readonly Buffer[],
): StreamStep[] {
  const stream = new TrackerStream(protocol, transport);
  const steps: StreamStep[] = [];
  for (const chunk of chunks) {
    stream.push(chunk);
    for (let step = stream.next(NOW); step; step = stream.next(NOW)) steps.push(step);
  }
  return steps;
}

function reportsOf(steps: readonly StreamStep[]): TrackerReport[] {
  return steps.flatMap((step) => ('result' in step ? step.result.reports : []));
}

function warningsOf(steps: readonly StreamStep[]): unknown[] {
  return steps.flatMap((step) => {
    if ('end' in step) return [step.end];
    return 'warning' in step ? [step.warning] : step.result.warnings;
  });
}

/** A record that no later step could work with. */
function isBroken(step: StreamStep): boolean {
  return reportsOf([step]).some(({ records }) =>
    records.some(
      ({ fixTime, lat, lng, attributes }) =>
        !Number.isFinite(new Date(fixTime).getTime()) ||
        (lat === null) !== (lng === null) ||
        Object.keys(attributes).length > 64,
    ),
  );
}

function anyBytes(maxLength: number): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes));
}

function split(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, stream.length)), stream.length])];
  places.sort((a, b) => a - b);
  return places.slice(1).map((place, index) => stream.subarray(places[index], place));
}
