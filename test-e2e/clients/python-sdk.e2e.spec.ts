import { eventually } from '@yipii/testing';
import { connectApp, disconnectApps, joined, received } from '../support/app-client';
import { AppProcess, endLeftovers } from '../support/app-process';
import { CustomerServer } from '../support/customer-server';
import { PusherBackend } from '../support/pusher-backend';
import { PythonSdk } from './python-sdk';

const DATA = { text: 'Ünïcode “7”', n: 1 };

afterAll(endLeftovers);

describe.each(['uws', 'ws'])("Python's server SDK on %s", (sockets) => {
  let backend: PusherBackend;
  let customer: CustomerServer;
  let gateway: AppProcess;
  let port: number;
  let python: PythonSdk;
  let run = 0;

  beforeAll(async () => {
    backend = await PusherBackend.start();
    customer = await CustomerServer.start(backend.sdk(1));
    const app = { ...backend.app, webhooks: [{ url: customer.url('/hook') }] };
    const env = { PORT: '0', GATEWAY_SOCKETS: sockets, PUSHER_APPS: JSON.stringify([app]) };
    gateway = await AppProcess.start('gateway', env);
    port = gateway.port('websocket');
    python = await PythonSdk.start(port);
  });
  beforeEach(() => run++);
  afterEach(() => disconnectApps());
  afterAll(async () => {
    await python.end();
    await gateway.end('SIGTERM');
    await customer.stop();
    await backend.stop();
  });

  const client = (id = 'u') => connectApp(backend.sdk(port), port, { id });
  const channelName = (prefix = ''): string => `${prefix}room-${run}`;

  it('sends events, to several channels, in batches, and all but one', async () => {
    const pusher = client();
    const names = ['a-', 'private-', 'presence-'].map(channelName);
    const got = await Promise.all(names.map(async (name) => received(await joined(pusher, name), 'x')));
    expect(await python.call('trigger', names, 'x', DATA)).toEqual({});
    const batch = names.map((channel) => ({ channel, name: 'x', data: { n: 2 } }));
    expect(await python.call('trigger_batch', batch)).toEqual({});
    await python.call('trigger', names, 'x', { n: 3 }, pusher.connection.socket_id);
    await python.call('trigger', names, 'x', { n: 4 });
    await eventually(() => expect(got).toEqual(names.map(() => [DATA, { n: 2 }, { n: 4 }])));
  });

  it('sends events that only subscribers can decrypt', async () => {
    const got = received(await joined(client(), channelName('private-encrypted-')), 'x');
    await python.call('trigger', channelName('private-encrypted-'), 'x', DATA);
    await eventually(() => expect(got).toEqual([DATA]));
  });

  it('lists the channels, and who is on them', async () => {
    const name = channelName('presence-');
    await joined(client('a'), name);
    await joined(client('b'), name);
    await joined(client('b'), channelName());
    expect(await python.call('channels_info', name, ['user_count'])).toEqual({
      channels: { [name]: { user_count: 2 } },
    });
    expect(await python.call('channels_info')).toMatchObject({
      channels: { [name]: {}, [channelName()]: {} },
    });
    expect(await python.call('channel_info', name, ['user_count'])).toEqual({
      occupied: true,
      user_count: 2,
    });
    expect(await python.call('channel_info', channelName(), ['subscription_count'])).toEqual({
      ...{ occupied: true, subscription_count: 1 },
    });
    expect(await python.call('channel_info', channelName('empty-'))).toEqual({ occupied: false });
    const { users } = (await python.call('users_info', name)) as { users: object[] };
    expect(users).toHaveLength(2);
    expect(users).toEqual(expect.arrayContaining([{ id: 'a' }, { id: 'b' }]));
  });

  it('raises its own errors for what the gateway refuses', async () => {
    await expect(python.call('users_info', channelName())).rejects.toThrow('PusherBadRequest');
    await expect(python.call('channels_info', null, ['user_count'])).rejects.toThrow('PusherBadRequest');
    await expect(python.call('trigger', channelName(), 'x', 'x'.repeat(10_241))).rejects.toThrow('413');
  });

  it('signs channels for clients', async () => {
    const signed = connectApp(
      backend.sdk(port),
      port,
      { id: 'py' },
      {
        channelAuthorization: {
          ...{ endpoint: '', transport: 'ajax' },
          customHandler: ({ channelName: name, socketId: id }, callback) => {
            const data = name.startsWith('presence-') ? { user_id: 'py', user_info: DATA } : null;
            void python.call('authenticate', name, id, data).then((auth) => callback(null, auth as never));
          },
        },
      },
    );
    for (const prefix of ['private-', 'presence-', 'private-encrypted-']) {
      await joined(signed, channelName(prefix));
    }
  });

  it('signs users, and sends to them', async () => {
    const id = `user-${run}`;
    const pusher = connectApp(
      backend.sdk(port),
      port,
      { id },
      {
        userAuthentication: {
          ...{ endpoint: '', transport: 'ajax' },
          customHandler: ({ socketId }, callback) =>
            void python
              .call('authenticate_user', socketId, { id })
              .then((auth) => callback(null, auth as never)),
        },
      },
    );
    const got: unknown[] = [];
    pusher.user.bind('mail', (data: unknown) => got.push(data));
    pusher.signin();
    await eventually(async () => {
      await python.call('send_to_user', id, 'mail', DATA);
      expect(got).toContainEqual(DATA);
    });
  });

  it('accepts webhooks as its app’s own, and what was changed on the way not', async () => {
    await joined(client(), channelName());
    const hook = await eventually(() => {
      const found = customer.hooks.find(({ body }) => body.includes(channelName()));
      if (!found) throw new Error('no webhook yet');
      return found;
    });
    const [key, signature] = [hook.headers['x-pusher-key'], hook.headers['x-pusher-signature']];
    const { events } = (await python.call('validate_webhook', key, signature, hook.body)) as {
      events: object[];
    };
    expect(events).toContainEqual({ name: 'channel_occupied', channel: channelName() });
    expect(
      await python.call('validate_webhook', key, signature, hook.body.replace('room', 'doom')),
    ).toBeNull();
  });
});
