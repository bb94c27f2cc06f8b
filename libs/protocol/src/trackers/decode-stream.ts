import type { TrackerRecord } from '@yipii/domain';
import type { DecodeContext, Reply, TrackerTransport, Warning } from './tracker-protocol';
import { trackerProtocol } from './tracker-protocols';
import { TrackerStream, type StreamStep } from './tracker-stream';

/** What one device sends on a connection of its own. */
export interface RecordedStream {
  readonly protocol: string;
  readonly transport: TrackerTransport;
  /** What it sends first, each part answered before the next. */
  readonly login: readonly Buffer[];
  /** Over UDP one datagram, over HTTP one request. */
  readonly bytes: Buffer;
}

export interface DecodedStream {
  /** Of what it sends after the login. */
  readonly positions: readonly DecodedPosition[];
  readonly loginReplies: readonly Buffer[];
  readonly replies: readonly Buffer[];
  readonly warnings: readonly Warning[];
}

export interface DecodedPosition extends TrackerRecord {
  readonly deviceId: string;
}

/**
 * Decodes a recorded stream as a connection would whose device is registered and whose records are durable
 * at once.
 *
 * @throws Error if there is no such protocol, or it does not use the transport
 */
export function decodeStream(recorded: RecordedStream, context: DecodeContext): DecodedStream {
  const stream = new TrackerStream(trackerProtocol(recorded.protocol), recorded.transport);
  const login = recorded.login.map((bytes) => receive(stream, bytes, context));
  const data = receive(stream, recorded.bytes, context);
  const all = [...login, data];
  return {
    positions: data.positions,
    loginReplies: login.flatMap(({ replies }) => replies),
    replies: data.replies,
    warnings: all.flatMap(({ warnings }) => warnings),
  };
}

type Received = Omit<DecodedStream, 'loginReplies'>;

function receive(stream: TrackerStream, bytes: Buffer, context: DecodeContext): Received {
  const positions: DecodedPosition[] = [];
  const replies: Buffer[] = [];
  const warnings: Warning[] = [];
  stream.push(bytes);
  const next = (): StreamStep | undefined => stream.next(context.now, context.strictChecksum);
  for (let step = next(); step; step = next()) {
    positions.push(...positionsOf(step));
    replies.push(...repliesOf(step));
    warnings.push(...warningsOf(step));
  }
  return { positions, replies, warnings };
}

function positionsOf(step: StreamStep): readonly DecodedPosition[] {
  if (!('result' in step)) return [];
  return step.result.reports.flatMap(({ deviceIds, records }) =>
    records.map((record) => ({ deviceId: deviceIds[0] ?? '', ...record })),
  );
}

const SENT: readonly Reply['when'][] = ['now', 'accepted', 'after-durable'];

function repliesOf(step: StreamStep): readonly Buffer[] {
  if ('end' in step) return step.reply ? [step.reply] : [];
  if (!('result' in step)) return [];
  return step.result.replies.filter(({ when }) => SENT.includes(when)).map(({ bytes }) => bytes);
}

function warningsOf(step: StreamStep): readonly Warning[] {
  if ('end' in step) return [step.end];
  return 'warning' in step ? [step.warning] : step.result.warnings;
}
