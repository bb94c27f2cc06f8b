import { eventually, freePort } from '@yipii/testing';
import type { PresenceChannel } from 'pusher-js';
import { connectApp, disconnectApps, joined, received } from '../support/app-client';
import { AppProcess, endLeftovers } from '../support/app-process';
import { CustomerServer, STRANGER } from '../support/customer-server';
import { PusherBackend, TEST_APP } from '../support/pusher-backend';
import { PythonSdk } from './python-sdk';
import { RemoteClients, type Address, type RemoteClient } from './remote-clients';

const LEAVE_MS = 10_000;
const DATA = { text: 'Ünïcode “7”', n: 1 };

/** Pysher signs itself: it can't send a server what a presence channel needs. */
const CLIENTS = [
  {
    name: 'Pysher',
    start: () => RemoteClients.pysher(),
    as: (user: string) => ({ user, secret: user === STRANGER ? 'not-the-secret' : TEST_APP.secret }),
  },
  {
    name: 'pusher-java-client',
    start: () => RemoteClients.java(),
    as: (user: string, customer: CustomerServer) => ({
      auth: customer.url(`/auth?user=${user}`),
      userAuth: customer.url(`/user-auth?user=${user}`),
    }),
  },
];

let backend: PusherBackend;
let customer: CustomerServer;
let clients: RemoteClients;
let gateway: AppProcess;
let python: PythonSdk;
let port: number;
let run = 0;
const opened: RemoteClient[] = [];

const channelName = (prefix: string): string => `${prefix}room-${run}`;
const sdk = () => backend.sdk(port);

beforeEach(() => run++);
afterEach(() => {
  disconnectApps();
  for (const client of opened.splice(0)) client.run('disconnect');
});
afterAll(endLeftovers);

/** Clients hand out data as the frame has it, or as its text. */
function objectOf(data: unknown): unknown {
  return typeof data === 'string' ? JSON.parse(data) : data;
}

function startGateway(sockets: string): Promise<AppProcess> {
  const apps = JSON.stringify([backend.app]);
  return AppProcess.start('gateway', {
    ...{ PORT: String(port), GATEWAY_SOCKETS: sockets, PUSHER_APPS: apps },
    LIBUS_LISTEN_EXCLUSIVE_PORT: '1',
  });
}

describe.each(CLIENTS)('$name', ({ name, start, as }) => {
  beforeAll(async () => {
    backend = await PusherBackend.start();
    customer = await CustomerServer.start(sdk());
    clients = await start();
  });
  afterAll(async () => {
    await clients.end();
    await customer.stop();
    await backend.stop();
  });

  function open(address: Partial<Address>): RemoteClient {
    return clients.open({ key: TEST_APP.key, host: '127.0.0.1', port, ...address });
  }

  async function connect(user = 'u', address: Partial<Address> = {}): Promise<RemoteClient> {
    const client = open({ ...as(user, customer), ...address });
    opened.push(client);
    await client.happens('connected');
    return client;
  }

  describe.each(['uws', 'ws'])('on %s', (sockets) => {
    beforeAll(async () => {
      port = await freePort();
      gateway = await startGateway(sockets);
      python = await PythonSdk.start(port);
    });
    afterAll(async () => {
      await python.end();
      await gateway.end('SIGTERM');
    });

    it.each(['', 'private-', 'presence-', 'cache-', 'private-cache-', 'presence-cache-'])(
      'gets what the server SDKs of Node and Python send on a %s channel',
      async (prefix) => {
        const client = await connect();
        await client.join(channelName(prefix), ['news']);
        await sdk().trigger(channelName(prefix), 'news', DATA);
        await python.call('trigger', channelName(prefix), 'news', DATA);
        for (const times of [1, 2]) {
          expect(objectOf(await client.happens('news', channelName(prefix), times))).toEqual(DATA);
        }
      },
    );

    it('gets the last event of a cache channel, or that there is none', async () => {
      const channel = channelName('cache-');
      await (await connect()).join(channel, ['pusher:cache_miss']);
      await eventually(() => expect(opened[0]?.got('pusher:cache_miss', channel)).toHaveLength(1));
      await sdk().trigger(channel, 'state', DATA);
      const late = await connect();
      await late.join(channel, ['state', 'pusher:cache_miss']);
      expect(await late.happens('state', channel)).toBe(JSON.stringify(DATA));
      expect(late.got('pusher:cache_miss', channel)).toEqual([]);
    });

    it('receives nothing more on a channel that it has left', async () => {
      const client = await connect();
      await client.join(channelName('left-'), ['news']);
      await client.join(channelName('kept-'), ['news']);
      client.run('unsubscribe', { channel: channelName('left-') });
      await eventually(async () => {
        const answer = await sdk().get({ path: `/channels/${channelName('left-')}` });
        expect(await answer.json()).toMatchObject({ occupied: false });
      });
      await sdk().trigger([channelName('left-'), channelName('kept-')], 'news', 1);
      await client.happens('news', channelName('kept-'));
      expect(client.got('news', channelName('left-'))).toEqual([]);
    });

    it.each(['private-', 'presence-'])(
      'exchanges client events with pusher-js on a %s channel',
      async (prefix) => {
        const channel = channelName(prefix);
        const client = await connect('a');
        await client.join(channel, ['client-typing']);
        const other = await joined(connectApp(sdk(), port, { id: 'b' }), channel);
        const got: unknown[] = [];
        other.bind('client-typing', (data: unknown, metadata?: object) => got.push([data, metadata ?? {}]));
        client.trigger(channel, 'client-typing', DATA);
        await eventually(() => expect(got).toEqual([[DATA, prefix === 'presence-' ? { user_id: 'a' } : {}]]));
        other.trigger('client-typing', DATA);
        expect(objectOf(await client.happens('client-typing', channel))).toEqual(DATA);
        expect(client.got('client-typing', channel)).toHaveLength(1);
      },
    );

    it('sees who else is there, comes and goes, and is seen', async () => {
      const channel = channelName('presence-');
      const first = connectApp(sdk(), port, { id: 'first' });
      const seen = (await joined(first, channel)) as PresenceChannel;
      const added = received(seen, 'pusher:member_added');
      const client = await connect('me');
      expect(await client.join(channel)).toEqual(['first', 'me']);
      await eventually(() => expect(added).toMatchObject([{ id: 'me' }]));
      const second = connectApp(sdk(), port, { id: 'second' });
      await joined(second, channel);
      expect(await client.happens('pusher:member_added', channel)).toBe('second');
      second.disconnect();
      expect(await client.happens('pusher:member_removed', channel)).toBe('second');
      const removed = received(seen, 'pusher:member_removed');
      client.run('disconnect');
      opened.splice(0);
      await eventually(() => expect(removed).toMatchObject([{ id: 'me' }]), { timeoutMs: LEAVE_MS });
    });

    it.each(['private-', 'presence-'])(
      'is told that its signature of a %s channel is wrong',
      async (prefix) => {
        const client = await connect(STRANGER);
        client.subscribe(channelName(prefix), ['pusher:subscription_error']);
        const error = await client.happens('pusher:subscription_error', channelName(prefix));
        expect(objectOf(error)).toMatchObject({ type: 'AuthError', status: 401 });
        await client.join(channelName('public-'));
      },
    );

    it('is told that the app does not exist, and does not come back', async () => {
      const client = open({ ...as('u', customer), key: 'no-such-app' });
      expect(await client.happens('error')).toMatchObject({ code: 4001 });
      await client.happens('ended');
      expect(client.got('connected')).toEqual([]);
    });

    it.each(['SIGTERM', 'SIGKILL'] as const)(
      'is back after the gateway was stopped by %s and started again',
      async (signal) => {
        const client = await connect();
        // Pysher signs nothing anew.
        const channel = channelName(name === 'Pysher' ? '' : 'private-');
        await client.join(channel, ['news']);
        await gateway.end(signal);
        gateway = await startGateway(sockets);
        await client.happens('connected', null, 2);
        await client.happens('pusher:subscription_succeeded', channel, 2);
        await sdk().trigger(channel, 'news', DATA);
        expect(await client.happens('news', channel)).toBe(JSON.stringify(DATA));
      },
    );

    if (name === 'Pysher') return;

    it('reads an encrypted channel', async () => {
      const channel = channelName('private-encrypted-');
      const client = await connect();
      await client.join(channel, ['secret']);
      await sdk().trigger(channel, 'secret', DATA);
      await python.call('trigger', channel, 'secret', DATA);
      for (const times of [1, 2]) {
        expect(objectOf(await client.happens('secret', channel, times))).toEqual(DATA);
      }
    });

    it('signs in, and gets what is sent to the user', async () => {
      const client = await connect(`s${run}`);
      client.run('signin', { event: 'mail' });
      await eventually(async () => {
        await sdk().sendToUser(`s${run}`, 'mail', DATA);
        expect(client.got('mail', `#server-to-user-s${run}`)).toContain(JSON.stringify(DATA));
      });
    });
  });
});
