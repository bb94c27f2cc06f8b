import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@yipii/platform';
import { CONNECTION_SUBJECT, GATEWAY_PROOF_HEADER, isGatewayProof, signGrant } from '@yipii/protocol';
import { FakeClock } from '@yipii/testing';
import { ApiBearerCheck } from './bearer-check.http';

const APP_KEY = 'app';
const GRANT_KEY = 'a grant key of 32 random letters';
const SOCKET = '1.2';
const clock = new FakeClock();

describe('the bearer credential of an upgrade', () => {
  const revoked = new Set<string>();
  let server: Server;
  let answer: { status: number; auth: string };
  let asked: (string | undefined)[] = [];
  const proofs: string[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      proofs.push(String(request.headers[GATEWAY_PROOF_HEADER]));
      response.writeHead(answer.status).end(JSON.stringify({ auth: answer.auth }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => {
    revoked.clear();
    asked = [];
    answer = { status: 200, auth: aGrant() };
  });

  const aCheck = (apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`) =>
    new ApiBearerCheck({ apiUrl, appKey: APP_KEY, grantKeys: [GRANT_KEY], now: () => clock.now() }, revoked);

  function aGrant({
    socketId = SOCKET,
    channel = CONNECTION_SUBJECT,
    key = GRANT_KEY,
    endsIn = 60_000,
  } = {}) {
    const now = clock.now();
    const grant = { ids: ['key:1', 'account:7'], issuedAt: now, expiresAt: now + endsIn };
    return signGrant(APP_KEY, key, { socketId, channel }, grant);
  }

  it('is good where the API says so, which also tells what ends it', async () => {
    expect(await aCheck().run('yak_x', SOCKET)).toEqual({
      kind: 'good',
      ids: ['key:1', 'account:7'],
      expiresAt: clock.now() + 60_000,
    });
    expect(asked).toEqual(['POST /broadcasting/auth/connection Bearer yak_x']);
  });

  it('is asked for with a proof that a gateway asks, about this connection, now', async () => {
    const live = { appKey: APP_KEY, grantKeys: [GRANT_KEY] };
    await aCheck().run('yak_x', SOCKET);
    const proof = proofs.at(-1) ?? '';
    const at = clock.now();
    expect(isGatewayProof(proof, live, SOCKET, at)).toBe(true);
    expect(isGatewayProof(proof, live, '1.3', at)).toBe(false);
    expect(isGatewayProof(proof, live, SOCKET, at + 60_001)).toBe(false);
    expect(isGatewayProof(proof, { ...live, grantKeys: ['another'] }, SOCKET, at)).toBe(false);
    // What the API signs for anybody is none.
    expect(isGatewayProof(aGrant(), live, SOCKET, at)).toBe(false);
  });

  it('is bad where the API refuses it, and where it was revoked meanwhile', async () => {
    answer.status = 401;
    expect(await aCheck().run('a.b.c', SOCKET)).toEqual({ kind: 'bad' });
    answer.status = 200;
    revoked.add('key:1');
    expect(await aCheck().run('yak_x', SOCKET)).toEqual({ kind: 'bad' });
    revoked.clear();
    answer.auth = aGrant({ endsIn: 0 });
    expect(await aCheck().run('yak_x', SOCKET)).toEqual({ kind: 'bad' });
  });

  it('can’t be told by an answer that was not made for it', async () => {
    const others = [{ socketId: '1.3' }, { channel: 'private-account.acme' }, { key: 'another key' }];
    for (const other of others) {
      answer.auth = aGrant(other);
      expect(await aCheck().run('yak_x', SOCKET)).toEqual({ kind: 'unknown' });
    }
  });

  it('can’t be told while the API is away or answers with an error', async () => {
    for (const status of [403, 429, 500, 503]) {
      answer.status = status;
      expect(await aCheck().run('yak_x', SOCKET)).toEqual({ kind: 'unknown' });
    }
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await aCheck(`http://127.0.0.1:${port}`).run('yak_x', SOCKET)).toEqual({ kind: 'unknown' });
  });
});
