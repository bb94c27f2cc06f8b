import { Global, Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { LINKS_APP, ViewerCount } from '@yipii/live';
import { trackingChannel } from '@yipii/protocol';
import { ChannelDirectory } from '@yipii/pusher-gateway';

/** Asks the gateway in the same process. */
class LocalViewerCount extends ViewerCount {
  constructor(private readonly modules: ModuleRef) {
    super();
  }

  async of(linkUuid: string): Promise<number> {
    const directory = this.modules.get(ChannelDirectory, { strict: false });
    return (await directory.read({ appId: LINKS_APP, channel: trackingChannel(linkUuid) })).subscriptions;
  }
}

/** The API knows how many follow a link without Redis. */
@Global()
@Module({
  providers: [
    {
      provide: ViewerCount,
      inject: [ModuleRef],
      useFactory: (modules: ModuleRef) => new LocalViewerCount(modules),
    },
  ],
  exports: [ViewerCount],
})
export class LocalViewersModule {}
