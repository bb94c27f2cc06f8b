import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '@yipii/persistence';
import { eventually } from '@yipii/testing';
import { endLeftovers } from '../support/app-process';
import { Cluster, THIS_VERSION, type Version } from '../support/cluster';
import { callAsViewer, RawViewer, type ViewerSession } from '../support/link-viewer';
import { accessToken } from '../support/live-client';
import { seedFleet } from '../support/seed-fleet';
import { sendWith, type Send } from '../support/socket-crowd';

const VIEWERS = 1_000;
const OTHERS = 20;
/** At most so long after its owner was answered may a disabled link have viewers; a busy machine takes its time. */
const GRACE_MS = 5_000;

const WITH_LINKS: Version = {
  ...THIS_VERSION,
  prepare: async (databaseUrl, vehicles) => {
    await migrate(databaseUrl);
    return seedFleet(databaseUrl, vehicles, ['links:read', 'links:write']);
  },
};

describe('a link with many viewers on two gateways', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'yipii-links-'));
  let cluster: Cluster;
  let send: Send;
  let assetId: number;

  beforeAll(async () => {
    cluster = await Cluster.start(directory, 1, WITH_LINKS, {
      apps: ['api', 'pusher-gateway', 'link-session'],
      env: {
        GATEWAY_MAX_CONNECTIONS_PER_IP: '0',
        GATEWAY_ACCEPT_RATE: '0',
        LINK_VERIFICATIONS_PER_MINUTE: '0',
      },
    });
    [assetId = 0] = cluster.fleet.assetIds;
    const token = await accessToken(cluster.api, cluster.fleet.oauth);
    send = sendWith(`${cluster.api}/api/${cluster.fleet.accountKey}`, { authorization: `Bearer ${token}` });
  }, 180_000);
  afterAll(async () => {
    await cluster.stop();
    await endLeftovers();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  const create = async (): Promise<string> => {
    const subject = { type: 'asset', asset_id: assetId };
    const answer = await send('POST', '/tracking-link', { name: 'Order', access_mode: 'public', subject });
    return ((await answer.json()) as { data: { uuid: string } }).data.uuid;
  };

  const verify = async (uuid: string, replica: 1 | 2): Promise<ViewerSession> => {
    const base = `http://127.0.0.1:${cluster.app(`link-session-${replica}`).port('link-session')}`;
    return (await callAsViewer<ViewerSession>('POST', `${base}/api/public/tracking/${uuid}/verify`)).body;
  };

  /** Every second on the other gateway. Counts are compared: a thousand sockets are no text for a failure. */
  async function crowd(session: ViewerSession, count: number): Promise<RawViewer[]> {
    const ports = ([1, 2] as const).map((replica) =>
      cluster.app(`pusher-gateway-${replica}`).port('websocket'),
    );
    const viewers = Array.from(
      { length: count },
      (_, index) => new RawViewer(ports[index % 2] ?? 0, session),
    );
    const isIn = ({ frames }: RawViewer): boolean =>
      frames.some((frame) => frame.includes('subscription_succeeded'));
    await eventually(() => expect(viewers.filter(isIn).length).toBe(count), { timeoutMs: 60_000 });
    return viewers;
  }

  it('loses all of them when it is disabled, also with a link-session gone, and no other link does', async () => {
    const [uuid, other] = [await create(), await create()];
    const viewers = await crowd(await verify(uuid, 1), VIEWERS);
    const others = await crowd(await verify(other, 2), OTHERS);
    const framesBefore = others.map(({ frames }) => frames.length);
    await cluster.app('link-session-1').end('SIGKILL');
    const askedAt = performance.now();
    expect((await send('PATCH', `/tracking-link/${uuid}`, { status: 'disabled' })).status).toBe(200);
    const answeredAt = performance.now();
    await eventually(() => expect(viewers.filter(({ closedWith }) => closedWith === null).length).toBe(0), {
      timeoutMs: 60_000,
    });
    const delays = viewers.map(({ closedAt }) => (closedAt ?? Infinity) - askedAt).sort((a, b) => a - b);
    const [p50 = 0, p99 = 0, max = Infinity] = [0.5, 0.99, 1].map(
      (share) => delays[Math.ceil(delays.length * share) - 1],
    );
    process.stdout.write(
      `disabled: ${VIEWERS} viewers gone after ${p50.toFixed()} (p50), ${p99.toFixed()} (p99), ${max.toFixed()} ms (max); ` +
        `answered after ${(answeredAt - askedAt).toFixed()} ms\n`,
    );
    expect(max).toBeLessThan(GRACE_MS);
    expect([...new Set(viewers.map(({ closedWith }) => closedWith))]).toEqual([4004]);
    expect(viewers.every(({ frames }) => frames.some((frame) => frame.includes('.link.expired')))).toBe(true);
    // Nothing but pings of the protocol itself.
    const later = others.flatMap(({ frames }, index) => frames.slice(framesBefore[index]));
    expect(later.filter((frame) => !frame.includes('pusher:p'))).toEqual([]);
    expect(others.filter(({ closedWith }) => closedWith !== null).length).toBe(0);
    for (const viewer of others) viewer.close();
  }, 180_000);
});
