import { Logger, isUnavailable } from '@yipii/platform';
import type { HttpAnswer, HttpCall } from '../sockets/socket-server.ports';
import type { AnswerApi } from './answer-api';
import { ApiError } from './api-error';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST',
  'access-control-max-age': '86400',
};

const JSON_ANSWER = { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' };

/** The HTTP side of the gateway's port: the API, preflights, and `/` for health checks. */
export class HttpEndpoint {
  private readonly log = new Logger('http api');

  constructor(
    private readonly api: AnswerApi,
    /** Reported to the operator. */
    private readonly unavailable: (error: unknown) => void,
  ) {}

  async answer(call: HttpCall): Promise<HttpAnswer> {
    if (call.method === 'OPTIONS') return preflight(call);
    if (call.path === '/' && ['GET', 'HEAD'].includes(call.method)) return json(200, { ok: true });
    if (/^(\/plain)?\/app\//.test(call.path))
      return withUpgrade(json(426, { error: 'Connect with a WebSocket' }));
    try {
      return json(200, await this.api.run(call));
    } catch (error) {
      return this.answerFor(error);
    }
  }

  private answerFor(error: unknown): HttpAnswer {
    if (error instanceof ApiError) return json(error.status, { error: error.message });
    if (!isUnavailable(error)) {
      this.log.error({ msg: 'HTTP API call failed', err: error });
      return json(500, { error: 'Internal error' });
    }
    // The broker or the directory is unavailable: the client may retry.
    this.unavailable(error);
    const answer = json(503, { error: 'Temporarily unavailable: retry later' });
    return { ...answer, headers: { ...answer.headers, 'retry-after': '1' } };
  }
}

function preflight({ headers }: HttpCall): HttpAnswer {
  const asked = headers['access-control-request-headers'];
  return {
    status: 204,
    headers: { ...CORS, ...(asked && { 'access-control-allow-headers': asked }) },
    body: '',
  };
}

function withUpgrade(answer: HttpAnswer): HttpAnswer {
  return { ...answer, headers: { ...answer.headers, upgrade: 'websocket' } };
}

function json(status: number, body: object | string): HttpAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: { ...CORS, ...JSON_ANSWER }, body: text };
}
