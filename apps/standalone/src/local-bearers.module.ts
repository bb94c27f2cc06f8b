import { Global, Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { revocableIds } from '@yipii/domain';
import { Authenticator, DomainError } from '@yipii/platform';
import { BearerCheck, type BearerVerdict } from '@yipii/pusher-gateway';

/** Asks the API in the same process about the bearer credential of an upgrade. */
class LocalBearerCheck extends BearerCheck {
  constructor(private readonly modules: ModuleRef) {
    super();
  }

  async run(token: string): Promise<BearerVerdict> {
    const headers = { authorization: `Bearer ${token}` };
    try {
      const caller = await this.modules
        .get(Authenticator, { strict: false })
        .authenticate({ method: 'GET', headers });
      return { kind: 'good', ids: revocableIds(caller), expiresAt: caller.expiresAt };
    } catch (error) {
      // A store that is away says nothing about the credential.
      return { kind: error instanceof DomainError && error.code === 'INVALID_TOKEN' ? 'bad' : 'unknown' };
    }
  }
}

/** The gateway checks bearer credentials of upgrades without a request to the API. */
@Global()
@Module({
  providers: [
    {
      provide: BearerCheck,
      inject: [ModuleRef],
      useFactory: (modules: ModuleRef) => new LocalBearerCheck(modules),
    },
  ],
  exports: [BearerCheck],
})
export class LocalBearersModule {}
