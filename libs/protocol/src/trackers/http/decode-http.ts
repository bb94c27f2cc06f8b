import {
  NOTHING,
  type DecodeContext,
  type DecodeResult,
  type Reply,
  type RequestDecoder,
} from '../tracker-protocol';
import { joinChunks } from './chunked-body';
import { CONTINUE, formatResponse } from './format-response';
import type { HttpRequest, HttpResponse } from './http-message';
import { parseHead, type RequestHead } from './parse-head';
import { takeSecret } from './request-secret';

const NOT_REGISTERED: HttpResponse = { status: 400, body: 'This device is not registered.\n' };
const NOT_STORED: HttpResponse = {
  status: 503,
  body: 'The report could not be stored. Send it again later.\n',
};

/** Decodes one frame of {@link HttpFramer}. */
export function decodeHttp(decoder: RequestDecoder, frame: Buffer, context: DecodeContext): DecodeResult {
  const length = headLength(frame);
  const head = parseHead(frame.toString('utf8', 0, length));
  if ('reason' in head) return { ...NOTHING, warnings: [{ reason: head.reason }], end: true };
  if (length === frame.length && head.body !== 0)
    return { ...NOTHING, replies: [{ bytes: CONTINUE, when: 'now' }] };
  const { keepAlive } = head;
  if (head.method !== 'GET' && head.method !== 'POST')
    return answer(head, { status: 405 }, [{ reason: 'bad_method' }]);
  if (isOfBrowser(head)) return answer(head, { status: 403 }, [{ reason: 'browser' }]);
  const { request, secret } = takeSecret(requestOf(head, frame.subarray(length)));
  const { reports, response, warnings, incomplete } = decoder.decode(request, context);
  if (reports.length === 0) return answer(head, response, warnings);
  const reply = (when: Reply['when'], of: HttpResponse): Reply => ({
    bytes: formatResponse(of, { keepAlive: keepAlive && when !== 'not-durable' }),
    when,
  });
  return {
    reports: secret === undefined ? reports : reports.map((report) => ({ ...report, secret })),
    replies: [
      reply('refused', NOT_REGISTERED),
      reply('after-durable', response),
      reply('not-durable', NOT_STORED),
    ],
    warnings,
    incomplete,
    end: !keepAlive,
  };
}

/** A page of any site could report for a device through its visitors' browsers; no tracker sends these headers. */
function isOfBrowser({ headers }: RequestHead): boolean {
  return headers.has('origin') || headers.has('sec-fetch-site');
}

function answer(
  { keepAlive }: RequestHead,
  response: HttpResponse,
  warnings: DecodeResult['warnings'],
): DecodeResult {
  const replies = [{ bytes: formatResponse(response, { keepAlive }), when: 'now' as const }];
  return { reports: [], replies, warnings, end: !keepAlive };
}

function requestOf({ method, path, query, headers, body }: RequestHead, rest: Buffer): HttpRequest {
  return { method, path, query, headers, body: body === 'chunked' ? joinChunks(rest) : rest };
}

/** With the empty line that ends it. */
function headLength(frame: Buffer): number {
  const ends = ['\n\r\n', '\n\n'].flatMap((end) => {
    const at = frame.indexOf(end);
    return at === -1 ? [] : [at + end.length];
  });
  return ends.length === 0 ? frame.length : Math.min(...ends);
}
