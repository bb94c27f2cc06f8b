import { FlexibleRateLimits, tlsSettingsOf } from '@yipii/platform';
import { FakeClock } from '@yipii/testing';
import type { UpgradeRequest } from '../sockets/socket-server.ports';
import { AcceptRate } from '../limits/accept-rate';
import { AdmitUpgrade } from './admit-upgrade';
import { MemorySharedCounts } from '../limits/shared-counts.memory';
import { ConnectionQuotas } from '../limits/connection-quotas';
import { FailedAuthentications } from '../limits/failed-authentications';
import { closeOfPlain, refusalOfPlain, tlsHeaders } from './require-tls';
import { TrustedProxies } from '../proxies/trusted-proxies';

type Client = Parameters<typeof closeOfPlain>[0];

const clock = new FakeClock(1_700_000_000_000);
const now = (): number => clock.now();

function aRequest(change: Partial<UpgradeRequest['headers']> = {}): UpgradeRequest {
  const none = { authorization: '', origin: '', 'x-forwarded-for': '', 'x-forwarded-proto': '' };
  const headers = { ...none, 'access-control-request-headers': '', ...change };
  return { path: '/app/key', query: 'protocol=7', headers, remoteAddress: '10.0.0.1', isSecure: false };
}

function anAdmission({ perAddress = 2, rate = 0, checksBearers = true, random = 0, failing = 0 } = {}) {
  const counts = new MemorySharedCounts();
  const limits = new ConnectionQuotas(counts, { perAddress, perAccount: 0 });
  const failures = new FailedAuthentications(
    new FlexibleRateLimits('a secret'),
    { tell: () => undefined },
    { now, perMinute: failing },
  );
  const proxies = TrustedProxies.parse(['uniquelocal']);
  const settings = { checksBearers, now, random: () => random };
  const acceptRate = new AcceptRate(now, rate);
  return { limits, admit: new AdmitUpgrade(acceptRate, limits, failures, proxies, settings) };
}

describe('an upgrade', () => {
  it('of a client at its limit of connections is answered with 429, for any origin to read', () => {
    const { limits, admit } = anAdmission();
    const request = aRequest({ 'x-forwarded-for': '2001:db8:1:2::1' });
    expect(admit.run(request)).toBeNull();
    for (let i = 0; i < 2; i++) limits.acquire('2001:db8:1:2::/64');
    const answer = admit.run(request);
    expect(answer).toMatchObject({
      status: 429,
      headers: {
        'content-type': 'application/problem+json',
        'retry-after': '5',
        'x-ratelimit-limit': '2',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '1700000005',
        'access-control-allow-origin': '*',
      },
    });
    const exposed = answer?.headers['access-control-expose-headers']?.toLowerCase().split(', ');
    expect(exposed).toEqual([
      'retry-after',
      'x-ratelimit-limit',
      'x-ratelimit-remaining',
      'x-ratelimit-reset',
    ]);
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ code: 'TOO_MANY_REQUESTS', retry_after: 5 });
    expect(admit.run(aRequest({ 'x-forwarded-for': '2001:db8:1:3::1' }))).toBeNull();
  });

  it.each([
    [0, '1'],
    [0.99, '5'],
  ])('over the accept rate is answered with 503, and spread over some seconds (%p: %p)', (random, after) => {
    const { admit } = anAdmission({ rate: 1, random });
    expect(admit.run(aRequest())).toBeNull();
    expect(admit.run(aRequest({ authorization: 'Bearer' }))).toMatchObject({
      status: 503,
      headers: { 'retry-after': after },
    });
    clock.advance(1_000);
    expect(admit.run(aRequest())).toBeNull();
  });

  it.each(['Bearer', 'bearer nonsense', 'Bearer a.b', 'Bearer a.b.c.d', 'Bearer yak_ä'])(
    'with what can be no token (%p) is answered with 401, unless bearers are ignored',
    (authorization) => {
      expect(anAdmission().admit.run(aRequest({ authorization }))).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Bearer realm="yipii", error="invalid_token"' },
      });
      expect(anAdmission({ checksBearers: false }).admit.run(aRequest({ authorization }))).toBeNull();
    },
  );

  it.each(['', 'Basic dTpw', 'Bearerish', 'Bearer e30.e30.c2ln', 'Bearer yak_abc-1', 'BEARER  yts_abc'])(
    'with %p goes on',
    (authorization) => {
      expect(anAdmission().admit.run(aRequest({ authorization }))).toBeNull();
    },
  );
});

describe('an address from which too many bearer tokens have failed', () => {
  const bearer = (authorization: string, from = '203.0.113.9'): UpgradeRequest =>
    aRequest({ authorization, 'x-forwarded-for': from });

  it('is answered with 429 to any token for a minute, and to none without one', () => {
    const { admit } = anAdmission({ failing: 2 });
    for (let i = 0; i < 2; i++) expect(admit.run(bearer('Bearer nonsense'))?.status).toBe(401);
    clock.advance(20_000);
    for (const token of ['nonsense', 'e30.e30.c2ln']) {
      expect(admit.run(bearer(`Bearer ${token}`))).toMatchObject({
        status: 429,
        headers: { 'retry-after': '40', 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '0' },
      });
    }
    expect(admit.run(bearer(''))).toBeNull();
    expect(admit.run(bearer('Bearer yts_abc'))).toBeNull();
    expect(admit.run(bearer('Bearer e30.e30.c2ln', '203.0.113.10'))).toBeNull();
    clock.advance(40_000);
    expect(admit.run(bearer('Bearer e30.e30.c2ln'))).toBeNull();
  });

  it('is a whole /64', () => {
    const { admit } = anAdmission({ failing: 1 });
    admit.run(bearer('Bearer nonsense', '2001:db8:1:2::1'));
    expect(admit.run(bearer('Bearer nonsense', '2001:db8:1:2:3::4'))?.status).toBe(429);
    expect(admit.run(bearer('Bearer nonsense', '2001:db8:1:3::1'))?.status).toBe(401);
  });
});

describe('where TLS is required', () => {
  const [plain, secure] = [false, true].map((isSecure) => ({ isSecure, isPublic: false })) as [
    Client,
    Client,
  ];
  const always = { requireTls: true, refusesPublicPlain: false };
  const never = { requireTls: false, refusesPublicPlain: false };

  it('a plain WebSocket is closed with 4000, and a plain call answered with 403', () => {
    expect([closeOfPlain(plain, always)?.code, closeOfPlain(secure, always)]).toEqual([4000, null]);
    expect([refusalOfPlain(plain, always)?.status, refusalOfPlain(secure, always)]).toEqual([403, null]);
    expect([closeOfPlain(plain, never), refusalOfPlain(plain, never)]).toEqual([null, null]);
  });

  it('by clients at public addresses only, others are served', () => {
    const rules = { requireTls: false, refusesPublicPlain: true };
    const [stranger, overTls] = [plain, secure].map((client) => ({ ...client, isPublic: true }));
    expect(closeOfPlain(stranger as Client, rules)?.code).toBe(4000);
    expect([closeOfPlain(plain, rules), closeOfPlain(overTls as Client, rules)]).toEqual([null, null]);
  });

  it('answers over TLS carry HSTS', () => {
    expect(tlsHeaders(secure, always)).toHaveProperty('strict-transport-security');
    expect([tlsHeaders(plain, always), tlsHeaders(secure, never)]).toEqual([{}, {}]);
  });

  it('the files of the certificate must be set together', () => {
    expect(tlsSettingsOf({}, 'GATEWAY')).toBeUndefined();
    expect(tlsSettingsOf({ tlsCertFile: 'c', tlsKeyFile: 'k' }, 'GATEWAY')).toMatchObject({
      ...{ certFile: 'c', keyFile: 'k' },
    });
    expect(() => tlsSettingsOf({ tlsCertFile: 'c' }, 'GATEWAY')).toThrow('GATEWAY_TLS_KEY_FILE');
  });
});
