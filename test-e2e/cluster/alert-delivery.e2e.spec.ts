import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { migrate } from '@yipii/persistence';
import { topics, type AlertData, type AlertTriggered } from '@yipii/protocol';
import { eventually, MailServer } from '@yipii/testing';
import { Webhook } from 'standardwebhooks';
import { endLeftovers, ROOT } from '../support/app-process';
import { Cluster, THIS_VERSION, type Version } from '../support/cluster';
import { accessToken, disconnectClients, LiveClient } from '../support/live-client';
import { ProbeDevice } from '../support/probe-device';
import { readTopic } from '../support/read-topic';
import { recordTimes, traceOf } from '../support/record-times';
import { fleetImei, seedFleet } from '../support/seed-fleet';
import { SimulatorRun } from '../support/simulator-run';
import { sendWith, type Send } from '../support/socket-crowd';

/** The last one is the probe's. */
const VEHICLES = 21;
const RATE = 200;
const RAISES = 60;
/** Before those that are timed: processes that have just started compile their code. */
const WARM_UP = 100;
const EXAMPLE = path.join(ROOT, 'examples/alert-consumer/consumer.mjs');

const WITH_ALERTS: Version = {
  ...THIS_VERSION,
  prepare: async (databaseUrl, vehicles) => {
    await migrate(databaseUrl);
    const scopes = ['positions:read', 'fleet:read', 'alerts:read', 'alerts:write', 'webhooks:write'] as const;
    return seedFleet(databaseUrl, vehicles, scopes);
  },
};

describe('alerts on their way out of a cluster', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'yipii-alerts-'));
  const alertsDir = path.join(directory, 'alerts');
  const hooks: { readonly headers: Record<string, string>; readonly body: string }[] = [];
  const consumers: ChildProcess[] = [];
  /** What the consumers printed. */
  const printed: { readonly msg: string; readonly eventId?: string }[] = [];
  /** When each alert arrived on the account's channel, by event and id; epoch ms. */
  const arrived = new Map<string, { readonly at: number; readonly alert: AlertData }>();
  let mails: MailServer;
  let receiver: Server;
  let cluster: Cluster;
  let send: Send;
  let probe: ProbeDevice;
  let secret: string;

  beforeAll(async () => {
    mails = await new MailServer().start();
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        hooks.push({ headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(204).end();
      });
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    cluster = await Cluster.start(directory, VEHICLES, WITH_ALERTS, {
      apps: ['api', 'ingestion', 'enrichment', 'alerting', 'pusher-gateway'],
      env: { MAIL_URL: mails.url },
    });
    const token = await accessToken(cluster.api, cluster.fleet.oauth);
    send = sendWith(`${cluster.api}/api/${cluster.fleet.accountKey}`, { authorization: `Bearer ${token}` });
    await prepare();
    const wsPort = cluster.app('pusher-gateway-1').port('websocket');
    const client = new LiveClient({ key: cluster.appKey, wsPort, api: cluster.api, token });
    const channel = client.pusher.subscribe(`private-account.${cluster.fleet.accountKey}`);
    for (const event of ['triggered', 'cleared', 'acknowledged'])
      channel.bind(`.alert.${event}`, (alert: AlertData) =>
        arrived.set(`${event} ${alert.id}`, { at: Date.now(), alert }),
      );
    await new Promise<void>((resolve) => channel.bind('pusher:subscription_succeeded', resolve));
    const port = cluster.app('ingestion-1').port('teltonika');
    probe = await ProbeDevice.connect(port, fleetImei(VEHICLES - 1));
  }, 240_000);
  afterAll(async () => {
    for (const consumer of consumers) consumer.kill('SIGKILL');
    probe.end();
    disconnectClients();
    await cluster.stop();
    await mails.stop();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
    await endLeftovers();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  const dataOf = async (
    method: string,
    resource: string,
    body: object,
  ): Promise<{ id: number; secret: string }> => {
    const answer = await send(method, resource, body);
    const { data } = (await answer.json()) as { data: { id: number; secret: string } };
    expect(answer.status).toBe(201);
    return data;
  };

  /** A rule for the probe, and those who are told. */
  async function prepare(): Promise<void> {
    const events = ['alert.raised', 'alert.cleared', 'alert.acknowledged'];
    const { port } = receiver.address() as AddressInfo;
    ({ secret } = await dataOf('POST', '/webhook', {
      name: 'ERP',
      url: `http://127.0.0.1:${port}/`,
      events,
    }));
    const also_told = ['cleared', 'acknowledged'];
    await dataOf('POST', '/notification-policy', { name: 'x', emails: ['ada@example.com'], also_told });
    const bound = { is: 'outside', min: 12, max: null };
    await dataOf('POST', '/alert-rule', {
      ...{
        name: 'Low',
        type: 'device.sensor',
        applies_to: 'assets',
        asset_ids: [cluster.fleet.assetIds.at(-1)],
      },
      ...{ cooldown_seconds: 0, severity: 'critical', parameters: { attribute: 'externalVoltage', bound } },
    });
  }

  /** The example, as its README starts it. */
  function startConsumer(): ChildProcess {
    const env = { PATH: process.env.PATH, KAFKA_BROKERS: cluster.servers.kafka.url, ALERTS_DIR: alertsDir };
    const consumer = spawn(process.execPath, [EXAMPLE], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: consumer.stdout }).on('line', (line) =>
      printed.push(JSON.parse(line) as { msg: string }),
    );
    consumers.push(consumer);
    return consumer;
  }

  const joined = () => printed.filter(({ msg }) => msg === 'joined').length;
  const ofKind = (kind: string) => [...arrived].filter(([key]) => key.startsWith(kind)).map(([, one]) => one);

  it('reach a client, a mailbox and a webhook: raise, acknowledgement and clear', async () => {
    await probe.report(14);
    await eventually(async () => {
      await probe.report(14);
      await probe.report(10);
      expect(ofKind('triggered')).not.toEqual([]);
    });
    const id = ofKind('triggered')[0]?.alert.id ?? '';
    expect((await send('POST', `/alert/${id}/acknowledge`, { note: 'on it' })).status).toBeLessThan(300);
    await eventually(() => expect(arrived.has(`acknowledged ${id}`)).toBe(true));
    await probe.report(14);
    await eventually(() => expect(arrived.has(`cleared ${id}`)).toBe(true));
    const told = () =>
      hooks
        .map(
          ({ headers, body }) =>
            new Webhook(secret).verify(body, headers) as { type: string; data: AlertData },
        )
        .filter(({ data }) => data.id === id)
        .map(({ type }) => type);
    await eventually(() =>
      expect(new Set(told())).toEqual(new Set(['alert.raised', 'alert.acknowledged', 'alert.cleared'])),
    );
    const subjects = () => mails.mailsTo('ada@example.com').map(({ subject = '' }) => subject);
    await eventually(() => {
      for (const word of ['sensor outside', 'Acknowledged', 'Over'])
        expect(subjects().some((subject) => subject.includes(word))).toBe(true);
    });
  });

  it(`arrive on a channel soon after the socket, at ${RATE} positions a second`, async () => {
    const port = cluster.app('ingestion-2').port('teltonika');
    const ledger = path.join(directory, 'ledger.jsonl');
    const run = SimulatorRun.start({ port, vehicles: VEHICLES - 1, rate: RATE, ledger });
    const before = ofKind('triggered').length;
    for (let n = 0; n < WARM_UP + RAISES; n += 1) {
      await probe.report(10);
      await new Promise((resolve) => setTimeout(resolve, 100)); // the pace of the probe
      await probe.report(14);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await eventually(() => expect(ofKind('triggered').length).toBe(before + WARM_UP + RAISES), {
      timeoutMs: 30_000,
    });
    await run.finish();
    const raised = ofKind('triggered').slice(before + WARM_UP);
    const waits = raised.map(
      ({ at, alert }) => at - (probe.sentAt.get(Date.parse(alert.triggeredAt)) ?? NaN),
    );
    expect(waits.every((wait) => wait >= 0)).toBe(true);
    process.stdout.write(
      `socket to alert on a channel at ${RATE} positions/s: ${described(waits)}\n${await hopsOf(raised)}\n`,
    );
  });

  /** What each hop has taken of the way to these alerts. */
  async function hopsOf(
    raised: readonly { readonly at: number; readonly alert: AlertData }[],
  ): Promise<string> {
    const broker = cluster.servers.kafka.url;
    const records = new Map((await recordTimes(broker)).map((times) => [times.trace, times]));
    const arrivals = new Map(raised.map(({ at, alert }) => [alert.id, at]));
    const hops = new Map<string, number[]>();
    const add = (hop: string, ms: number) => hops.set(hop, [...(hops.get(hop) ?? []), ms]);
    await readTopic<AlertTriggered>(broker, topics.alertTriggered, ({ traceparent, event }, toldAt) => {
      const [record, clientAt] = [records.get(traceOf(traceparent)), arrivals.get(event.data.id)];
      if (event.type !== 'alert.raised' || !record || clientAt === undefined) return;
      add('socket → position.received', record.receivedAt - record.fixTime);
      add('position.received → position.enriched', record.enrichedAt - record.receivedAt);
      add('position.enriched → alert.triggered', toldAt - record.enrichedAt);
      add('alert.triggered → channel', clientAt - toldAt);
    });
    return [...hops].map(([hop, ms]) => `  ${hop}: ${described(ms)}`).join('\n');
  }

  it('are handled once each by the example consumer, also when one of two is killed', async () => {
    const first = startConsumer();
    await eventually(() => expect(joined()).toBe(1), { timeoutMs: 60_000 });
    startConsumer();
    // Both join anew.
    await eventually(() => expect(joined()).toBe(3), { timeoutMs: 60_000 });
    for (let n = 0; n < 10; n += 1) {
      await probe.report(10);
      await probe.report(14);
      if (n === 5) first.kill('SIGKILL');
    }
    const handled = () =>
      readdirSync(alertsDir)
        .map((file) => path.basename(file, '.json'))
        .sort();
    await eventually(
      async () => {
        const all = await readTopic(cluster.servers.kafka.url, topics.alertTriggered);
        expect(handled()).toEqual([...new Set(all.map(({ event }) => event.eventId))].sort());
      },
      { timeoutMs: 60_000 },
    );
    expect(handled().length).toBeGreaterThan(RAISES);
    const ids = printed.filter(({ msg }) => msg.startsWith('alert.')).map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

function described(waits: readonly number[]): string {
  const ascending = [...waits].sort((a, b) => a - b);
  const [p50, p99] = [0.5, 0.99].map((share) => ascending[Math.floor(ascending.length * share)]);
  return `p50 ${p50} ms, p99 ${p99} ms`;
}
