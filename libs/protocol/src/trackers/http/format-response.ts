import type { HttpResponse } from './http-message';

const PHRASES: Readonly<Record<HttpResponse['status'], string>> = {
  200: 'OK',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
};
const RETRY_AFTER_SECONDS = 5;

/** Upon this a client that announced a body by `Expect` sends it. */
export const CONTINUE = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

export function formatResponse(
  { status, contentType = 'text/plain; charset=utf-8', body = '' }: HttpResponse,
  { keepAlive }: { readonly keepAlive: boolean },
): Buffer {
  const lines = [`HTTP/1.1 ${status} ${PHRASES[status]}`, `content-length: ${Buffer.byteLength(body)}`];
  if (body !== '') lines.push(`content-type: ${contentType}`);
  if (status === 503) lines.push(`retry-after: ${RETRY_AFTER_SECONDS}`);
  if (!keepAlive) lines.push('connection: close');
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
