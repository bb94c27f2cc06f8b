import { Global, Module } from '@nestjs/common';
import {
  GroupMembers,
  LastPositions,
  LinkAccess,
  LinkPositions,
  MemoryGroupMembers,
  MemoryLastPositions,
  MemoryLinkAccess,
  MemoryLinkPositions,
} from '@yipii/live';
import { Clock, HttpConfig, ListeningPorts, LiveConfig, provideAs, RunningApp } from '@yipii/platform';
import { ChannelBroker, fleetStream } from '../../../apps/pusher-gateway/src/broker/channel-broker.ports';
import { GATEWAY_CONFIGS, GatewayNodeModule } from '../../../apps/pusher-gateway/src/gateway-node.module';
import { paced } from '../pace';
import { answerParent } from '../program';
import type { PublishLoad } from './bare-uws.program';
import { BENCH_APP, FLEET_ACCOUNT, FLEET_ASSETS, GRANT_KEY, positionJson } from './frames';

/** Positions that fan-in hands on at once. */
const PER_MESSAGE = 20;

@Global()
@Module({
  providers: [
    { provide: LastPositions, useClass: MemoryLastPositions },
    { provide: GroupMembers, useClass: MemoryGroupMembers },
    provideAs(LinkPositions, MemoryLinkPositions, Clock),
    provideAs(LinkAccess, MemoryLinkAccess, Clock),
  ],
  exports: [LastPositions, LinkPositions, LinkAccess, GroupMembers],
})
class NoPositionsYet {}

const app = new RunningApp(
  {
    name: 'gateway',
    modules: [NoPositionsYet, GatewayNodeModule],
    configs: [LiveConfig, HttpConfig, ...GATEWAY_CONFIGS],
    topics: false,
  },
  {
    ...process.env,
    ...{ GATEWAY_PORT: '0', METRICS_PORT: '0', LOG_LEVEL: 'warn' },
    ...{ LIVE_APP_KEY: BENCH_APP.key, GRANT_KEYS: GRANT_KEY },
  },
);
const running = app.start();
let seq = 0;

/** The gateway with our own app, and in the same process what fan-in would bring it. */
answerParent({
  listen: async () => {
    const ports = (await running).get(ListeningPorts);
    return { port: ports.get('websocket'), metricsPort: ports.get('metrics') };
  },
  /** `perSecond` positions of the fleet, each asset in its turn; answers the last that all assets have had. */
  publish: async ({ perSecond, seconds, size, channels }: PublishLoad) => {
    const assets = size === 'position' ? channels.length : FLEET_ASSETS;
    const broker = (await running).get(ChannelBroker);
    const { id, key: accountKey } = FLEET_ACCOUNT;
    let asset = 0;
    await paced({ perSecond: perSecond / PER_MESSAGE, seconds }, () => {
      const receivedAt = Date.now();
      const positions = Array.from({ length: PER_MESSAGE }, () => {
        if (asset === 0) seq++;
        const assetId = asset + 1;
        const position = { assetId, seq, json: positionJson(assetId, seq), receivedAt };
        asset = (asset + 1) % assets;
        return position;
      });
      void broker.publish(fleetStream(id), [{ kind: 'positions', accountKey, positions }]);
    });
    return asset === 0 ? seq : seq - 1;
  },
});
