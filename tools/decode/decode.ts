import {
  TRACKER_TRANSPORTS,
  decodeStream,
  trackerProtocol,
  trackerProtocols,
  transportsOf,
  type DecodedStream,
  type RecordedStream,
  type TrackerTransport,
} from '@yipii/protocol';

/** A wrong checksum is shown as a warning, so that the frame can be looked at. */
const LENIENT = { strictChecksum: false };
const HEX = /^([0-9a-f]{2})*$/i;

interface Line {
  readonly id: unknown;
  readonly positions: readonly object[];
  readonly loginReplies: readonly string[];
  readonly replies: readonly string[];
  readonly warnings: readonly object[];
}

/**
 * The decoded form of one JSON line `{id, protocol, transport, login: [hex], bytes: hex}`. A line that can't be
 * read becomes one with the warning `bad_line`.
 *
 * @param now epoch ms
 */
export function decodeLine(text: string, now: number): string {
  let id: unknown = null;
  try {
    const input = JSON.parse(text) as Record<string, unknown>;
    id = input.id ?? null;
    const stream = streamOf(input);
    return JSON.stringify(lineOf(id, stream, decodeStream(stream, { now, ...LENIENT })));
  } catch (error) {
    const warnings = [{ reason: 'bad_line', detail: messageOf(error) }];
    return JSON.stringify({ id, positions: [], loginReplies: [], replies: [], warnings } satisfies Line);
  }
}

function streamOf({ protocol, transport, login = [], bytes }: Record<string, unknown>): RecordedStream {
  const [first] = transportsOf(trackerProtocol(String(protocol)));
  if (!Array.isArray(login)) throw new Error('login is an array of hexadecimal texts');
  return {
    protocol: String(protocol),
    transport: transportOf(transport ?? first),
    login: login.map(fromHex),
    bytes: fromHex(bytes),
  };
}

function transportOf(value: unknown): TrackerTransport {
  const transport = TRACKER_TRANSPORTS.find((known) => known === value);
  if (!transport) throw new Error(`transport is one of ${TRACKER_TRANSPORTS.join(', ')}`);
  return transport;
}

function fromHex(value: unknown): Buffer {
  if (typeof value !== 'string' || !HEX.test(value)) throw new Error('bytes are hexadecimal');
  return Buffer.from(value, 'hex');
}

function lineOf(id: unknown, { transport }: RecordedStream, decoded: DecodedStream): Line {
  const { positions, loginReplies, replies, warnings } = decoded;
  const printed = transport === 'http' ? replies.map(headOf) : replies;
  return {
    id,
    positions: positions.map(({ deviceId, fixTime, attributes, ...fix }) => ({
      deviceId,
      fixTime: new Date(fixTime).toISOString(),
      ...fix,
      attributes,
    })),
    loginReplies: loginReplies.map(toHex),
    replies: printed.map(toHex),
    warnings,
  };
}

/** An HTTP response without its body and the headers that describe it: recorded streams hold no more of one. */
function headOf(response: Buffer): Buffer {
  const [statusLine = ''] = response.toString('latin1').split('\r\n');
  return Buffer.from(`${statusLine}\r\ncontent-length: 0\r\n\r\n`, 'latin1');
}

function toHex(bytes: Buffer): string {
  return bytes.toString('hex');
}

export interface Question {
  readonly protocol: string;
  readonly transport?: string;
  readonly hex: string;
}

/** What is said of the device that a frame without a login is taken to come from. */
const ANY_DEVICE = '000000000000000';

/** Describes one frame to a person. */
export function explain(question: Question, now: number): { readonly text: string; readonly ok: boolean } {
  try {
    const { protocol, transport, hex } = question;
    const stream = streamOf({ protocol, transport, bytes: hex });
    const decoded = decodeStream(stream, { now, ...LENIENT });
    const login = trackerProtocol(protocol).device?.login;
    if (decoded.positions.length > 0 || stream.transport !== 'tcp' || !login)
      return { text: describe(stream, decoded), ok: true };
    const behindLogin = { ...stream, login: [login.bytes(ANY_DEVICE)] };
    const afterwards = decodeStream(behindLogin, { now, ...LENIENT });
    const needsLogin = decoded.warnings.some(({ reason }) => reason === 'no_login');
    return afterwards.positions.length > 0 || needsLogin
      ? { text: describe(behindLogin, afterwards), ok: true }
      : { text: describe(stream, decoded), ok: true };
  } catch (error) {
    return { text: `${messageOf(error)}\n${usage()}`, ok: false };
  }
}

export function usage(): string {
  const names = trackerProtocols.map(({ name }) => name).join('|');
  return `usage: npm run -s decode -- --protocol ${names} [--transport tcp|udp|http] HEX`;
}

function describe({ protocol, transport, login, bytes }: RecordedStream, decoded: DecodedStream): string {
  const lines = [`${protocol} over ${transport}, ${bytes.length} bytes`];
  if (login.length > 0) lines.push(`taken to come behind the login of device ${ANY_DEVICE}`);
  for (const { deviceId, fixTime, attributes, ...fix } of decoded.positions) {
    lines.push('', `record of device ${deviceId} at ${new Date(fixTime).toISOString()}`);
    for (const [name, value] of Object.entries({ ...fix, ...attributes }))
      lines.push(`  ${name.padEnd(20)} ${String(value)}`);
  }
  if (decoded.positions.length === 0) lines.push('', 'no records');
  for (const reply of decoded.replies) lines.push('', `reply ${shown(reply)}`);
  for (const { reason, detail } of decoded.warnings)
    lines.push('', `warning ${reason}${detail === undefined ? '' : `: ${detail}`}`);
  return lines.join('\n');
}

/** In hexadecimal, and as text if it is one. */
function shown(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return /^[\x20-\x7e\r\n]+$/.test(text) ? `${toHex(bytes)} ${JSON.stringify(text)}` : toHex(bytes);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
