import { createHmac } from 'node:crypto';
import { eventually } from '@yipii/testing';
import { AppProcess, endLeftovers } from '../support/app-process';
import { metricOf } from '../support/metrics-page';
import { RawSocket } from '../support/raw-socket';

const APP = { id: '7', key: 'shop', secret: 'a secret of the shop', clientMessages: true };
const KILOBYTE = 'x'.repeat(1_024);

afterAll(endLeftovers);

/** A client without a library: it answers pings of WebSocket, and keeps every text as it came. */
class BareClient {
  readonly texts: string[] = [];
  closeCode: number | null = null;
  readonly socket: RawSocket;

  constructor(port: number) {
    this.socket = new RawSocket(
      { port, path: `/app/${APP.key}?protocol=7` },
      {
        text: (bytes, start, end) => this.texts.push(bytes.toString('utf8', start, end)),
        closed: (code) => (this.closeCode = code),
      },
    );
  }

  heard(pattern: RegExp): Promise<string> {
    return eventually(() => {
      const text = this.texts.find((one) => pattern.test(one));
      if (text === undefined) throw new Error(`${String(pattern)} is not among ${this.texts.join('\n')}`);
      return text;
    });
  }

  /** @param channelData as a presence channel has it, in the very letters that are signed */
  async join(channel: string, channelData?: string): Promise<void> {
    const established = await this.heard(/connection_established/);
    const socketId = /\d+\.\d+/.exec(established)?.[0] ?? '';
    const signed = [socketId, channel, ...(channelData === undefined ? [] : [channelData])].join(':');
    const auth = `${APP.key}:${createHmac('sha256', APP.secret).update(signed).digest('hex')}`;
    const data = { channel, auth, ...(channelData !== undefined && { channel_data: channelData }) };
    this.socket.send(JSON.stringify({ event: 'pusher:subscribe', data }));
    await this.heard(/subscription_succeeded/);
  }
}

describe.each(['uws', 'ws'])('the gateway on %s', (sockets) => {
  let node: AppProcess;
  let open: BareClient[] = [];

  beforeAll(async () => {
    const settings = { GATEWAY_ACTIVITY_TIMEOUT_MS: '1000', GATEWAY_PONG_TIMEOUT_MS: '1000' };
    const env = { PORT: '0', GATEWAY_SOCKETS: sockets, PUSHER_APPS: JSON.stringify([APP]), ...settings };
    node = await AppProcess.start('gateway', env);
  }, 90_000);
  afterEach(() => {
    for (const { socket } of open) socket.cut();
    open = [];
  });
  afterAll(() => node.end('SIGTERM'));

  const connect = (): BareClient => {
    const client = new BareClient(node.port('websocket'));
    open.push(client);
    return client;
  };

  it('relays the data of a client event to the letter', async () => {
    const [sender, receiver] = [connect(), connect()];
    await sender.join('private-a');
    await receiver.join('private-a');
    const data = '{"id":9007199254740993,"one":1.0,"tiny":1e-400,"a":"\\u00e9","id":2}';
    sender.socket.send(`{"event":"client-x","channel":"private-a","data":${data}}`);
    expect(await receiver.heard(/client-x/)).toContain(data);
  });

  it('tells members apart by every digit of their ids, and shows who they are to the letter', async () => {
    const [first, second] = [connect(), connect()];
    const info = '{"score":1.0,"n":12345678901234567890}';
    await first.join('presence-a', `{"user_id":9007199254740993,"user_info":${info}}`);
    await second.join('presence-a', '{"user_id":9007199254740992}');
    const added = await first.heard(/member_added/);
    expect(added).toContain('9007199254740992');
    const members = JSON.parse(await second.heard(/subscription_succeeded/)) as { readonly data: string };
    expect(members.data).toContain(`"9007199254740993":${info}`);
    expect(members.data).toContain('"count":2');
  });

  it('keeps a client that answers nothing but pings of WebSocket', async () => {
    const client = connect();
    await client.heard(/connection_established/);
    await eventually(() => {
      expect(client.texts.filter((text) => text.includes('"pusher:ping"')).length).toBeGreaterThan(2);
    });
    expect(client.closeCode).toBeNull();
  });

  it('says that a frame is too large, and closes with 1009 for one far beyond', async () => {
    const client = connect();
    await client.join('private-a');
    client.socket.send(JSON.stringify({ event: 'client-x', data: KILOBYTE.repeat(17) }));
    await client.heard(/pusher:error.*16384/);
    expect(client.closeCode).toBeNull();
    client.socket.send(JSON.stringify({ event: 'client-x', data: KILOBYTE.repeat(70) }));
    await eventually(() => expect(client.closeCode).toBe(1_009));
  });

  it('counts what its app publishes and is delivered', async () => {
    const [sender, receiver] = [connect(), connect()];
    await sender.join('private-counted');
    await receiver.join('private-counted');
    const counted = async () => {
      const page = await (await fetch(`http://127.0.0.1:${node.port('metrics')}/metrics`)).text();
      return ['published', 'delivered'].map((what) =>
        metricOf(page, `yipii_gateway_frames_${what}_total{app="${APP.id}"}`),
      );
    };
    const [published = 0, delivered = 0] = await counted();
    sender.socket.send('{"event":"client-x","channel":"private-counted","data":{}}');
    await receiver.heard(/client-x/);
    await eventually(async () => expect(await counted()).toEqual([published + 1, delivered + 1]));
  });

  it.each([
    ['GET', '/', 200],
    ['GET', '/nothing', 404],
    ['GET', `/app/${APP.key}`, 426],
    ['GET', `/apps/${APP.id}/channels`, 401],
    ['POST', `/apps/${APP.id}/events`, 413],
  ])('lets no browser guess the type of its answer: %s %s', async (method, path, status) => {
    const body = status === 413 ? KILOBYTE.repeat(1_100) : undefined;
    const answer = await fetch(`http://127.0.0.1:${node.port('websocket')}${path}`, { method, body });
    expect([answer.status, answer.headers.get('x-content-type-options')]).toEqual([status, 'nosniff']);
  });
});
