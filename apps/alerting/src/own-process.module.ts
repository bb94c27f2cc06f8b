import { Module } from '@nestjs/common';
import { OUTBOX_RELAY } from '@yipii/platform';

/** What a process of its own needs, and standalone has from the API. */
@Module({
  providers: [...OUTBOX_RELAY],
})
export class OwnProcessModule {}
