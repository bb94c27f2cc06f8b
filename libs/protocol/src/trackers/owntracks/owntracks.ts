import type { HttpRequest } from '../http/http-message';
import { decodeReport } from '../phone/decode-report';
import { isObject, isScalar, readJson, type JsonObject } from '../phone/read-json';
import { ReportFields } from '../phone/report-fields';
import type {
  DecodeContext,
  RequestResult,
  TrackerProtocol,
  TrackerReport,
  Warning,
} from '../tracker-protocol';
import { readOwnTracks } from './read-message';
import { owntracksDevice } from './device';

const DEVICE_ID = /^[\x21-\x7e]{1,128}$/;
const MAX_MESSAGES = 1_000;
/** The app expects an array of messages for it, typically an empty one (OwnTracks Booklet, «HTTP»). */
const ACCEPTED = { status: 200, contentType: 'application/json', body: '[]' } as const;

/**
 * The OwnTracks app in HTTP mode: a JSON message per request, or an array of them. A device is identified by
 * `id` in the URL, the topic of its message, `owntracks/<user>/<device>` of its request, or its tracker id.
 */
export const owntracks = {
  name: 'owntracks',
  defaultPort: 5144,
  severalDevices: true,
  strictChecksum: true,
  session: null,
  http: { decode },
  device: owntracksDevice,
} satisfies TrackerProtocol<null>;

function decode(request: HttpRequest, { now }: DecodeContext): RequestResult {
  // The app posts an empty message when a friend is deleted.
  if (request.body.length === 0) return { reports: [], response: ACCEPTED, warnings: [] };
  const json = readJson(request.body.toString('utf8'));
  if ('problem' in json) return refused([{ reason: json.problem, detail: 'The body is not JSON.' }]);
  const messages: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value];
  if (messages.length > MAX_MESSAGES) {
    return refused([{ reason: 'too_many_reports', detail: `At most ${MAX_MESSAGES} messages a request.` }]);
  }
  const reports: TrackerReport[] = [];
  const warnings: Warning[] = [];
  let read = 0;
  for (const message of messages) {
    const decoded = decodeMessage(message, request, now);
    warnings.push(...decoded.warnings);
    if (decoded.report) reports.push(decoded.report);
    if (decoded.isRead) read += 1;
  }
  if (read === 0) return refused(warnings);
  return { reports, response: ACCEPTED, incomplete: read < messages.length, warnings };
}

interface Decoded {
  /** Whether the message is understood, also where it reports nothing. */
  readonly isRead: boolean;
  readonly report?: TrackerReport;
  readonly warnings: readonly Warning[];
}

function decodeMessage(message: unknown, request: HttpRequest, now: number): Decoded {
  if (!isObject(message)) return unread('nothing_known', 'The body is not an OwnTracks message.');
  const entries = readOwnTracks(message);
  if (entries === null) return unread('nothing_known', `This type of message can't be read.`);
  if (entries.length === 0) return { isRead: true, warnings: [] };
  const deviceIds = deviceIdsOf(message, request);
  if (deviceIds.length === 0) return unread('missing_id', 'Set user and device, or a tracker id.');
  const result = decodeReport(new ReportFields(entries), now);
  if ('refusal' in result) return unread(result.refusal.code, result.refusal.message);
  return { isRead: true, report: { deviceIds, records: [result.record] }, warnings: result.warnings };
}

function deviceIdsOf({ topic, tid }: JsonObject, { query, headers }: HttpRequest): string[] {
  const parameters = new URLSearchParams(query);
  const user = headers.get('x-limit-u') ?? parameters.get('u') ?? '';
  const device = headers.get('x-limit-d') ?? parameters.get('d') ?? '';
  const ofUser = user !== '' && device !== '' ? `owntracks/${user}/${device}` : undefined;
  const ids = [parameters.get('id'), topic, ofUser, tid].map((id) => (isScalar(id) ? String(id) : ''));
  return [...new Set(ids)].filter((id) => DEVICE_ID.test(id));
}

function unread(reason: string, detail: string): Decoded {
  return { isRead: false, warnings: [{ reason, detail }] };
}

function refused(warnings: readonly Warning[]): RequestResult {
  const [first] = warnings;
  const body = `${first?.detail ?? 'The body contains no message.'}\n`;
  return { reports: [], response: { status: 400, body }, warnings };
}
