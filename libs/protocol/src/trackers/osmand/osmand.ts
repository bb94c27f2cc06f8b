import type { HttpRequest } from '../http/http-message';
import type { DecodeContext, RequestResult, TrackerProtocol } from '../tracker-protocol';
import { decodeRequest } from './decode-request';
import { osmandDevice } from './device';

/** Phones and scripts over HTTP, in OsmAnd's form: GET or POST with a query, a form or JSON. */
export const osmand = {
  name: 'osmand',
  defaultPort: 5055,
  severalDevices: true,
  strictChecksum: true,
  session: null,
  http: { decode },
  device: osmandDevice,
} satisfies TrackerProtocol<null>;

function decode({ query, body }: HttpRequest, { now }: DecodeContext): RequestResult {
  const result = decodeRequest({ query, body: body.toString('utf8') }, now);
  if ('refusal' in result) {
    const { code, message } = result.refusal;
    return {
      reports: [],
      response: { status: 400, body: `${message}\n` },
      warnings: [{ reason: code }],
    };
  }
  const { reports, incomplete, warnings, answer } = result;
  const contentType = answer === '' ? undefined : 'application/json';
  return { reports, response: { status: 200, contentType, body: answer }, incomplete, warnings };
}
