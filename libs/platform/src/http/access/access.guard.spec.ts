import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Principal } from '@yipii/domain';
import { DomainError } from '../../errors/domain-error';
import { FlexibleRateLimits } from '../../rate-limit/rate-limits.flexible';
import { configureHttp } from '../configure-http';
import { RequestLimits } from '../limits/request-limits';
import { ProblemFilter } from '../problem.filter';
import { AccessGuard, Authenticator, Caller } from './access.guard';
import { bearerOf, type CredentialRequest } from './credential-kind';
import { Needs, NeedsAnyScope, Public } from './route-access';

const SIZES = { maxBodyBytes: 1_024, maxBulkBodyBytes: 1_024, requestTimeoutMs: 5_000 };

class OneClient extends Authenticator {
  authenticate(request: CredentialRequest): Promise<Principal> {
    if (bearerOf(request) !== 'good') throw new DomainError('INVALID_TOKEN', 'bad');
    return Promise.resolve({
      kind: 'client',
      clientId: 'c',
      tokenId: 't',
      version: 1,
      account: { key: 'acme', name: 'Acme' },
      scope: { accountId: 1, assets: null },
      scopes: ['fleet:read'],
      expiresAt: 1,
    });
  }
}

const unlimited = { perMinute: 0, keyOf: () => '' };
const limits = new RequestLimits(
  new FlexibleRateLimits('a secret of the tests'),
  {
    requests: { fleet: unlimited, channel_auth: unlimited, token: unlimited, public: unlimited },
    failedAuthenticationsPerMinute: 0,
    credentialOf: () => undefined,
  },
  { tell: () => undefined },
);

@Controller()
class DeclaredController {
  @Get('public')
  @Public('for the test')
  open(): string {
    return 'open';
  }

  @Get('me')
  @NeedsAnyScope('for the test')
  me(@Caller() { account }: Principal): string {
    return account.key;
  }

  @Get(':account_key/fleet')
  @Needs('fleet:write', 'fleet:read')
  fleet(): string {
    return 'fleet';
  }

  @Get(':account_key/alert')
  @Needs('alerts:read')
  alert(): string {
    return 'alert';
  }
}

class ForgetfulParent {
  @Get('forgotten')
  forgotten(): string {
    return 'secret';
  }
}

@Controller()
class ForgetfulController extends ForgetfulParent {}

async function anApp(...controllers: (new () => object)[]): Promise<NestExpressApplication> {
  @Module({
    controllers,
    providers: [
      { provide: Authenticator, useClass: OneClient },
      { provide: RequestLimits, useValue: limits },
    ],
  })
  class TestModule {}
  const options = { logger: false, bodyParser: false, abortOnError: false } as const;
  return NestFactory.create<NestExpressApplication>(TestModule, options);
}

describe('access to routes', () => {
  let app: NestExpressApplication;

  const statusOf = async (path: string, credential = 'good') => {
    const headers = { authorization: `Bearer ${credential}` };
    return (await fetch(`${await app.getUrl()}${path}`, { headers })).status;
  };

  afterEach(() => app.close());

  it('follows what each handler declares', async () => {
    app = await anApp(DeclaredController);
    configureHttp(app, SIZES);
    await app.listen(0, '127.0.0.1');
    expect(await statusOf('/public', 'bad')).toBe(200);
    expect(await statusOf('/me')).toBe(200);
    expect(await statusOf('/me', 'bad')).toBe(401);
    expect(await statusOf('/acme/fleet')).toBe(200);
    expect(await statusOf('/acme/alert')).toBe(403);
    expect(await statusOf('/other/fleet')).toBe(404);
    expect(await statusOf('/other/alert')).toBe(404);
  });

  it('must be declared on every handler, inherited ones included, or the app does not start', async () => {
    app = await anApp(DeclaredController, ForgetfulController);
    expect(() => configureHttp(app, SIZES)).toThrow(/ForgetfulController\.forgotten$/);
  });

  it('is denied where nothing is declared, even if the check at the start was left out', async () => {
    app = await anApp(ForgetfulController);
    app.useGlobalGuards(new AccessGuard(new OneClient(), limits));
    app.useGlobalFilters(new ProblemFilter(limits));
    await app.listen(0, '127.0.0.1');
    expect(await statusOf('/forgotten')).toBe(403);
  });
});
