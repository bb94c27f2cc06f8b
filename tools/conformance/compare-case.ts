import { decodeStream, type DecodedPosition } from '@yipii/protocol';
import { attributeDifferences } from './compare-attributes';
import type { ExpectedPosition, RecordedCase } from './recorded-streams';

/** How one stream agrees with what is expected of it. */
export interface Comparison {
  readonly positions: Agreement;
  readonly acknowledgements: Agreement;
  readonly attributes: Agreement;
}

export interface Agreement {
  readonly expected: number;
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly stream: string;
  readonly field: string;
  readonly expected: unknown;
  readonly decoded: unknown;
}

const DEGREES = 2e-6;
const KMH = 0.01;
/** A server's time in an answer. */
const STAMP = /\d{14}#/g;

export function compareCase(recorded: RecordedCase): Comparison {
  const { transport, protocol, login, bytes, expect } = recorded;
  const context = { now: 0, strictChecksum: recorded.badChecksum !== true };
  const [parts, data] = [login.map(fromHex), fromHex(bytes)];
  const decoded = decodeStream({ protocol, transport, login: parts, bytes: data }, context);
  const pairs = expect.positions.map((expected, i) => ({ expected, decoded: decoded.positions[i] }));
  const surplus = decoded.positions.slice(pairs.length);
  return {
    positions: {
      expected: pairs.length,
      differences: [
        ...pairs.flatMap((pair) => firstDifference(recorded, pair)),
        ...surplus.map((position) => ({
          ...{ stream: recorded.id, field: 'positions', expected: undefined, decoded: position },
        })),
      ],
    },
    acknowledgements: acknowledgements(recorded, [
      { expected: expect.loginAcks, decoded: decoded.loginReplies },
      { expected: expect.acks, decoded: decoded.replies },
    ]),
    attributes: attributes(recorded, pairs),
  };
}

interface Pair {
  readonly expected: ExpectedPosition;
  readonly decoded: DecodedPosition | undefined;
}

/** A position counts once, however much of it differs. */
function firstDifference(recorded: RecordedCase, { expected, decoded }: Pair): Difference[] {
  if (!decoded) return [{ stream: recorded.id, field: 'positions', expected, decoded }];
  const compare = (field: string, wanted: unknown, found: unknown, tolerance = 0): Difference[] =>
    isClose(wanted, found, tolerance)
      ? []
      : [{ stream: recorded.id, field, expected: wanted, decoded: found }];
  const hasTime = expected.fixTime !== null && recorded.timeDependent !== true;
  const fixTime = expected.fixTime === null ? null : Date.parse(expected.fixTime);
  const differences = [
    compare('deviceId', expected.deviceId, decoded.deviceId),
    hasTime ? compare('fixTime', fixTime, decoded.fixTime) : [],
    compare('noFix', expected.noFix, decoded.lat === null),
    ...(expected.noFix
      ? []
      : [
          compare('valid', expected.valid, decoded.valid),
          compare('lat', expected.lat, decoded.lat, DEGREES),
          compare('lng', expected.lng, decoded.lng, DEGREES),
          // The other server has 0 for what it does not know.
          compare('altitude', expected.altitude, decoded.altitude ?? 0, KMH),
          compare('heading', expected.heading % 360, decoded.heading ?? 0, KMH),
          compare('speed', expected.speedKmh, decoded.speed ?? 0, KMH),
        ]),
  ];
  return differences.flat().slice(0, 1);
}

function isClose(wanted: unknown, found: unknown, tolerance: number): boolean {
  if (typeof wanted !== 'number' || typeof found !== 'number') return wanted === found;
  return Math.abs(wanted - found) <= tolerance;
}

interface Replies {
  readonly expected: readonly string[];
  readonly decoded: readonly Buffer[];
}

function acknowledgements(recorded: RecordedCase, parts: readonly Replies[]): Agreement {
  const expected = parts.map((part) => part.expected.map((reply) => comparable(fromHex(reply))));
  const decoded = parts.map((part) => part.decoded.map(comparable));
  const isSame = JSON.stringify(expected) === JSON.stringify(decoded);
  // A stream counts once, also one without answers: there may be too many of them.
  return {
    expected: 1,
    differences: isSame ? [] : [{ stream: recorded.id, field: 'acks', expected, decoded }],
  };
}

function comparable(reply: Buffer): string {
  return reply.toString('latin1').replace(STAMP, '<time>#');
}

function attributes(recorded: RecordedCase, pairs: readonly Pair[]): Agreement {
  const compared = pairs.map(({ expected, decoded }) =>
    attributeDifferences(recorded, expected.attributes, decoded?.attributes ?? {}),
  );
  return {
    expected: pairs.reduce((sum, { expected }) => sum + Object.keys(expected.attributes).length, 0),
    differences: compared.flat(),
  };
}

function fromHex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
