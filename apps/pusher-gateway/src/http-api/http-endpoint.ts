import { Logger, isUnavailable } from '@yipii/platform';
import type { HttpAnswer, HttpCall } from '../sockets/socket-server.ports';
import type { AnswerApi } from './answer-api';
import { ApiError } from './api-error';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST',
  'access-control-max-age': '86400',
};

/** The HTTP side of the gateway's port: the API, preflights, and an answer for those who only look. */
export class HttpEndpoint {
  private readonly log = new Logger('http api');

  constructor(
    private readonly api: AnswerApi,
    /** Told to the operator. */
    private readonly unavailable: (error: unknown) => void,
  ) {}

  async answer(call: HttpCall): Promise<HttpAnswer> {
    if (call.method === 'OPTIONS') return preflight(call);
    if (call.path === '/' && ['GET', 'HEAD'].includes(call.method)) return json(200, { ok: true });
    if (/^(\/plain)?\/app\//.test(call.path))
      return withUpgrade(json(426, { error: 'Connect by WebSocket' }));
    try {
      return json(200, await this.api.run(call));
    } catch (error) {
      return this.answerFor(error);
    }
  }

  private answerFor(error: unknown): HttpAnswer {
    if (error instanceof ApiError) return json(error.status, { error: error.message });
    if (!isUnavailable(error)) {
      this.log.error({ msg: 'a call failed', err: error });
      return json(500, { error: 'Something went wrong on our side' });
    }
    // The broker or the directory is away: what was asked for may be asked for again.
    this.unavailable(error);
    const answer = json(503, { error: 'Not possible at the moment: try again' });
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

function json(status: number, body: object): HttpAnswer {
  return { status, headers: { ...CORS, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
