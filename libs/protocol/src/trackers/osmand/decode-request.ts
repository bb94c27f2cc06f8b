import type { TrackerRecord } from '@yipii/domain';
import { MAX_JSON_KEYS } from '../../json/json-limits';
import { decodeReport, TIMES, type Refusal } from '../phone/decode-report';
import { catalogueName } from '../phone/read-attributes';
import { readJson } from '../phone/read-json';
import { ReportFields, type Entry } from '../phone/report-fields';
import type { TrackerReport, Warning } from '../tracker-protocol';
import { isOverland, MAX_REPORTS, readJsonReports } from './json-reports';

const MAX_DEVICE_ID_LENGTH = 128;
const IDS = ['id', 'deviceid', 'device_id', 'uniqueid', 'unique_id', 'imei'];

/** A request of a phone or script. */
export interface PhoneRequest {
  /** The part behind `?`, still escaped. */
  readonly query: string;
  readonly body: string;
}

export interface RequestRefusal {
  readonly code: Refusal['code'] | 'missing_id' | 'bad_id' | 'nothing_known' | JsonProblem;
  readonly message: string;
}
type JsonProblem = 'too_many_reports' | 'bad_json' | 'json_too_complex' | 'too_many_parameters';

export type RequestResult =
  | {
      readonly reports: readonly TrackerReport[];
      /** Some of its reports can't be read. */
      readonly incomplete: boolean;
      readonly warnings: readonly Warning[];
      /** The response's body, for clients that expect one. */
      readonly answer: string;
    }
  | { readonly refusal: RequestRefusal };

/**
 * Decodes all reports of one request, from its query and from a body that is a form or JSON. Unreadable
 * reports of a batch are left out with a warning; a request without a readable report is refused.
 *
 * @param now epoch ms
 */
export function decodeRequest(request: PhoneRequest, now: number): RequestResult {
  const content = readContent(request);
  if ('refusal' in content) return content;
  const reports: Decoded[] = content.reports.map((part) => decodePart(part, now));
  const [first] = reports;
  if (reports.length === 1 && first && 'refusal' in first) return { refusal: first.refusal };
  return gather(reports, content.answer);
}

interface Part {
  readonly entries: readonly Entry[];
  /** A known message that reports nothing, such as OwnTracks' list of waypoints. */
  readonly silent: boolean;
}

interface Content {
  readonly reports: readonly (Part | null)[];
  readonly answer: string;
}

function readContent({ query, body }: PhoneRequest): Content | { readonly refusal: RequestRefusal } {
  const ofQuery = parametersOf(query);
  if (!/^\s*[[{]/.test(body)) {
    const entries = [...ofQuery, ...parametersOf(body)];
    if (entries.length > MAX_JSON_KEYS) {
      return refused('too_many_parameters', `A report has at most ${MAX_JSON_KEYS} parameters.`);
    }
    return { reports: [{ entries, silent: false }], answer: '' };
  }
  const json = readJson(body);
  if ('problem' in json)
    return refused(json.problem, 'The body is not JSON, or it is nested too deeply or has too many keys.');
  const parts = readJsonReports(json.value);
  if (parts.length > MAX_REPORTS)
    return refused('too_many_reports', `At most ${MAX_REPORTS} reports a request.`);
  const reports = parts.map(
    (report) => report && { entries: [...ofQuery, ...report], silent: report.length === 0 },
  );
  return { reports, answer: isOverland(json.value) ? '{"result":"ok"}' : '' };
}

function parametersOf(text: string): readonly Entry[] {
  // Clients may end a form with a line break.
  return [...new URLSearchParams(text.trim())];
}

type Decoded =
  | {
      readonly deviceId: string;
      readonly record?: TrackerRecord;
      readonly warnings: readonly Warning[];
      readonly assumesKnots?: boolean;
    }
  | { readonly refusal: RequestRefusal };

function decodePart(part: Part | null, now: number): Decoded {
  if (part === null) return refused('nothing_known', 'The body contains no report in a known form.');
  const fields = new ReportFields(inMetres(part.entries));
  const deviceId = String(fields.take(...IDS) ?? '').trim();
  if (deviceId === '') return refused('missing_id', 'The id of the device is missing: id=…');
  if (deviceId.length > MAX_DEVICE_ID_LENGTH || !/^[\x21-\x7e]+$/.test(deviceId)) {
    const limit = `at most ${MAX_DEVICE_ID_LENGTH} characters`;
    return refused('bad_id', `id must be printable ASCII without spaces, ${limit}.`);
  }
  return part.silent ? { deviceId, warnings: [] } : decodeFields(fields, deviceId, now);
}

function decodeFields(fields: ReportFields, deviceId: string, now: number): Decoded {
  const isDated = fields.has(...TIMES);
  const report = decodeReport(fields, now);
  if ('refusal' in report) return report;
  const { lat, attributes } = report.record;
  const isEmpty = lat === null && Object.keys(attributes).length === 0;
  if (isEmpty && !isDated) return refused('nothing_known', 'The report contains no value in a known form.');
  return { deviceId, ...report };
}

/** The OsmAnd app sends its accuracy in metres as `hdop`. Beside `accuracy`, `hdop` is a dilution of precision. */
function inMetres(entries: readonly Entry[]): readonly Entry[] {
  const hasAccuracy = entries.some(([name]) => catalogueName(name) === 'accuracy');
  return hasAccuracy
    ? entries
    : entries.map(([name, value]) => [name.toLowerCase() === 'hdop' ? 'accuracy' : name, value]);
}

/** The records by device: a gateway may report for several. */
function gather(decoded: readonly Decoded[], answer: string): RequestResult {
  const byDevice = new Map<string, { records: TrackerRecord[]; assumesKnots?: boolean }>();
  const warnings: Warning[] = [];
  let refusal: RequestRefusal | undefined;
  for (const report of decoded) {
    if ('refusal' in report) {
      refusal ??= report.refusal;
      warnings.push({ reason: report.refusal.code, detail: report.refusal.message });
      continue;
    }
    const { records } = byDevice.get(report.deviceId) ?? { records: [] };
    // All reports of a device come from one app.
    byDevice.set(report.deviceId, { records, assumesKnots: report.assumesKnots });
    if (report.record) records.push(report.record);
    warnings.push(...report.warnings);
  }
  if (byDevice.size === 0) {
    return refusal ? { refusal } : refused('nothing_known', 'The body contains no report.');
  }
  const reports = [...byDevice].map(([deviceId, report]) => ({ deviceIds: [deviceId], ...report }));
  return { reports, incomplete: refusal !== undefined, warnings, answer };
}

function refused(code: RequestRefusal['code'], message: string): { readonly refusal: RequestRefusal } {
  return { refusal: { code, message } };
}
