import type { Request, Response } from 'express';
import { HSTS, requireTls } from './require-tls';

const PAGE = '/docs/api';
const INTERNAL = '/broadcasting/auth/connection';

function answerTo(
  request: Partial<Request> & { readonly from: string },
  isRequired: boolean,
): { readonly problem: unknown; readonly headers: object; readonly location?: string } {
  const headers: Record<string, unknown> = {};
  let location: string | undefined;
  let problem: unknown;
  const response = {
    setHeader: (name: string, value: string) => (headers[name] = value),
    redirect: (_status: number, url: string) => (location = url),
  } as unknown as Response;
  const whole = { method: 'GET', path: '/api/user', originalUrl: '/api/user', secure: false, ...request };
  const rules = {
    isRequired,
    publicUrl: 'https://api.example/',
    isPage: (path: string) => path === PAGE,
    isInternal: (path: string) => path === INTERNAL,
  };
  requireTls(rules)(
    { ...whole, socket: { remoteAddress: request.from } } as unknown as Request,
    response,
    (error: unknown) => {
      problem = error;
    },
  );
  return { problem, headers, ...(location !== undefined && { location }) };
}

describe('plain HTTP', () => {
  it.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['::ffff:192.168.1.5', true],
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['100.64.0.1', true],
    ['fd00::1', true],
    ['fe80::1%eth0', true],
    ['8.8.8.8', false],
    ['::ffff:8.8.8.8', false],
    ['172.32.0.1', false],
    ['2001:4860:4860::8888', false],
  ])('of %s is answered: %s, unless TLS is required', (from, isAnswered) => {
    const { problem } = answerTo({ from }, false);
    if (isAnswered) expect(problem).toBeUndefined();
    else expect(problem).toMatchObject({ code: 'TLS_REQUIRED' });
    expect(answerTo({ from }, true).problem).toMatchObject({ code: 'TLS_REQUIRED' });
  });

  it('between services of a private network is answered where TLS is required of clients', () => {
    expect(answerTo({ path: INTERNAL, from: '10.1.2.3' }, true).problem).toBeUndefined();
    expect(answerTo({ path: INTERNAL, from: '8.8.8.8' }, true).problem).toMatchObject({
      code: 'TLS_REQUIRED',
    });
  });

  it('is redirected for pages only, to the public address', () => {
    const page = { path: PAGE, originalUrl: `${PAGE}?x=1`, from: '8.8.8.8' };
    expect(answerTo(page, false)).toEqual({ headers: {}, location: 'https://api.example/docs/api?x=1' });
    expect(answerTo({ ...page, method: 'POST' }, false).problem).toMatchObject({ code: 'TLS_REQUIRED' });
  });

  it('is not what a client over TLS sends, which is told to stay with it', () => {
    const answer = answerTo({ from: '8.8.8.8', secure: true }, true);
    expect(answer).toEqual({ problem: undefined, headers: { 'Strict-Transport-Security': HSTS } });
  });
});
