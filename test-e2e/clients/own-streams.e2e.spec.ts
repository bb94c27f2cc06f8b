import { endLeftovers } from '../support/app-process';
import { DemoApp } from '../support/demo-app';
import { RemoteClients, type Address, type RemoteClient } from './remote-clients';

const EVENTS = ['.location.updated', 'location.updated'];

let app: DemoApp;
let clients: RemoteClients;

beforeAll(async () => {
  app = await DemoApp.start();
}, 60_000);
afterAll(async () => {
  await app.stop();
  await endLeftovers();
});

function open(more: Partial<Address> = {}): RemoteClient {
  const { api, key, token, wsPort: port } = app.address;
  const headers = { Authorization: `Bearer ${token}` };
  const auth = `${api}/broadcasting/auth`;
  return clients.open({ ...{ key, host: '127.0.0.1', port }, ...{ auth, headers }, ...more });
}

describe.each([
  { name: 'Pysher', start: () => RemoteClients.pysher() },
  { name: 'pusher-java-client', start: () => RemoteClients.java() },
])('$name', ({ start }) => {
  beforeAll(async () => {
    clients = await start();
  });
  afterAll(() => clients.end());

  it.each([
    ['.location.updated', ''],
    ['location.updated', '/plain'],
  ])('gets the fleet, as %s under %s/app', async (event, path) => {
    const client = open({ path });
    await client.happens('connected');
    const channel = `private-account.${app.demo.accountKey}`;
    await client.join(channel, EVENTS);
    const [first, second] = [
      await client.happens(event, channel),
      await client.happens(event, channel, 2),
    ].map(positionsIn);
    for (const position of first ?? []) expect(position).toHaveProperty('assetId');
    expect(second).not.toEqual(first);
    for (const other of EVENTS.filter((name) => name !== event)) {
      expect(client.got(other, channel)).toEqual([]);
    }
    client.run('disconnect');
  });

  it('gets nothing of another account', async () => {
    const client = open();
    await client.happens('connected');
    client.subscribe('private-account.somebody-else', ['.location.updated']);
    expect(await client.happens('authorisation_failed')).toMatch(/403|Failed to get auth token/);
    client.run('disconnect');
  });
});

function positionsIn(data: unknown): object[] {
  return [JSON.parse(data as string) as object].flat();
}
