import { accountChannel, assetChannel, trackingChannel } from '@yipii/protocol';
import { eventually, unrefPusherTimers } from '@yipii/testing';
import Pusher from 'pusher-js';
import type { LiveAddress } from '../support/live-client';
import { LiveInstallation, type LiveAccount } from '../support/live-installation';

const ALERT_EVENTS = ['.alert.triggered', '.alert.cleared', '.alert.acknowledged'];
const OTHER_EVENTS = ['.status.changed', ...ALERT_EVENTS];
const [SNAPSHOT_SEQ, STREAMED_SEQ] = [1, 2];

interface ServerMessage {
  readonly event: string;
  readonly channel?: string;
  readonly data?: unknown;
}

/** A stock pusher-js on one connection that subscribes to all channels and keeps what they deliver. */
class Listener {
  /** `<channel> <event> <asset>`, of positions with their `seq`. */
  readonly delivered: string[] = [];
  /** How the subscription to each channel ended: `open` or the status of the refusal. */
  readonly outcomes = new Map<string, string>();
  private readonly pusher: Pusher;
  private pongs = 0;

  constructor({ key, wsPort, api, token }: LiveAddress, channels: readonly string[]) {
    this.pusher = new Pusher(key, {
      ...{ wsHost: '127.0.0.1', wsPort, forceTLS: false, enabledTransports: ['ws'], cluster: '' },
      authEndpoint: `${api}/broadcasting/auth`,
      auth: { headers: { Authorization: `Bearer ${token}` } },
    });
    this.pusher.connection.bind('message', (message: ServerMessage) => this.keep(message));
    for (const name of channels) {
      const channel = this.pusher.subscribe(name);
      channel.bind('pusher:subscription_succeeded', () => this.outcomes.set(name, 'open'));
      channel.bind('pusher:subscription_error', ({ status }: { status: number }) =>
        this.outcomes.set(name, String(status)),
      );
    }
  }

  /** Resolves when this many positions have arrived, which completes the snapshots. */
  async caughtUp(positions: number): Promise<void> {
    const arrived = () => this.delivered.filter((text) => text.includes('.location.updated'));
    await eventually(() => expect(arrived()).toHaveLength(positions));
  }

  /** Resolves when everything that was sent to this connection so far has arrived. */
  async settled(): Promise<void> {
    const before = this.pongs;
    this.pusher.connection.send_event('pusher:ping', {});
    await eventually(() => expect(this.pongs).toBeGreaterThan(before));
  }

  close(): void {
    this.pusher.disconnect();
  }

  private keep({ event, channel, data }: ServerMessage): void {
    if (event === 'pusher:pong') this.pongs++;
    if (channel === undefined || event.startsWith('pusher')) return;
    for (const { assetId, seq } of [data].flat() as { assetId: number; seq?: number }[]) {
      this.delivered.push([channel, event, assetId, ...(seq === undefined ? [] : [seq])].join(' '));
    }
  }
}

describe('the channels of the fleet', () => {
  let live: LiveInstallation;
  let acme: LiveAccount;
  let rival: LiveAccount;
  let own: readonly number[];
  let foreign: number;
  let channels: Readonly<Record<string, string>>;
  const listeners: Listener[] = [];

  beforeAll(unrefPusherTimers);
  beforeAll(async () => {
    live = await LiveInstallation.start();
    acme = await live.seed('acme', 2);
    rival = await live.seed('rival', 1);
    own = acme.assets.map(({ assetId }) => assetId);
    foreign = rival.assets[0]?.assetId ?? 0;
    const [first = 0, second = 0] = own;
    channels = {
      account: accountChannel('acme'),
      first: assetChannel(first),
      second: assetChannel(second),
      'rival account': accountChannel('rival'),
      'rival asset': assetChannel(foreign),
      group: 'private-group.1',
      tracking: trackingChannel('0b8f3c1e-3d2a-4c5b-8e9f-001122334455'),
      public: 'acme',
      presence: 'presence-account.acme',
    };
    for (const id of own) await live.moved(acme, id, SNAPSHOT_SEQ);
    await live.moved(rival, foreign, SNAPSHOT_SEQ);
  });
  afterEach(() => {
    for (const listener of listeners.splice(0)) listener.close();
  });
  afterAll(() => live.stop());

  async function aListener(scopes: readonly string[], assetIds?: readonly number[]): Promise<Listener> {
    const address = await live.addressFor(acme, scopes, assetIds);
    const listener = new Listener(address, Object.values(channels));
    listeners.push(listener);
    await eventually(() => expect(listener.outcomes.size).toBe(Object.keys(channels).length));
    return listener;
  }

  let seq = STREAMED_SEQ;

  /** Publishes each kind of event for every asset, and returns the `seq` of the positions. */
  async function everythingHappens(): Promise<number> {
    const assets: [LiveAccount, number][] = [
      ...own.map((id): [LiveAccount, number] => [acme, id]),
      [rival, foreign],
    ];
    for (const [account, id] of assets) {
      await live.moved(account, id, seq);
      for (const event of OTHER_EVENTS) await live.happened(account, id, event);
    }
    return seq++;
  }

  /** What a channel delivers of an asset to a subscriber of these kinds. */
  const carried = (
    channel: string,
    id: number,
    kinds: readonly string[],
    seqs: readonly number[],
  ): string[] => [
    ...(kinds.includes('positions')
      ? [...seqs.map((n) => `${channel} .location.updated ${id} ${n}`), `${channel} .status.changed ${id}`]
      : []),
    ...(kinds.includes('alerts') ? ALERT_EVENTS.map((event) => `${channel} ${event} ${id}`) : []),
  ];

  it.each<[string[], string[]]>([
    [['positions:read'], ['positions']],
    [['alerts:read'], ['alerts']],
    [
      ['positions:read', 'alerts:read'],
      ['positions', 'alerts'],
    ],
    [['alerts:read', 'alerts:write', 'fleet:read', 'positions:write', 'operator'], ['alerts']],
  ])('deliver to a token with %j the events of %j, in snapshots and streams', async (scopes, kinds) => {
    const known = seq - 1;
    const listener = await aListener(scopes);
    const witness = await aListener(['positions:read', 'alerts:read']);
    expect(Object.fromEntries(listener.outcomes)).toEqual({
      ...Object.fromEntries(Object.values(channels).map((name) => [name, '403'])),
      ...Object.fromEntries(
        [channels.account, channels.first, channels.second].map((name) => [name, 'open']),
      ),
    });

    await witness.caughtUp(4);
    if (kinds.includes('positions')) await listener.caughtUp(4);
    const streamed = await everythingHappens();
    const all = (kindsOf: readonly string[]) =>
      [
        ...own.flatMap((id) => carried(channels.account ?? '', id, kindsOf, [known, streamed])),
        ...own.flatMap((id) => carried(assetChannel(id), id, kindsOf, [known, streamed])),
      ].sort();
    await eventually(() => expect([...witness.delivered].sort()).toEqual(all(['positions', 'alerts'])));
    await listener.settled();
    expect([...listener.delivered].sort()).toEqual(all(kinds));
  });

  it.each([
    [['positions:read'], ['positions']],
    [['alerts:read'], ['alerts']],
  ])(
    'deliver to a token of one asset with %j the events of %j, of that asset only',
    async (scopes, kinds) => {
      const known = seq - 1;
      const [first = 0] = own;
      const listener = await aListener(scopes, [first, foreign]);
      const witness = await aListener(['positions:read', 'alerts:read']);
      expect([...listener.outcomes].filter(([, outcome]) => outcome === 'open')).toEqual([
        [channels.first, 'open'],
      ]);
      const streamed = await everythingHappens();
      await eventually(() =>
        expect(witness.delivered.filter((text) => text.endsWith(` ${streamed}`))).toHaveLength(4),
      );
      await listener.settled();
      expect([...listener.delivered].sort()).toEqual(
        carried(channels.first ?? '', first, kinds, [known, streamed]).sort(),
      );
    },
  );

  it.each([[['fleet:read']], [['positions:write', 'alerts:write', 'links:read', 'operator']]])(
    'deliver nothing to a token with %j',
    async (scopes) => {
      const listener = await aListener(scopes);
      expect([...new Set(listener.outcomes.values())]).toEqual(['403']);
      await everythingHappens();
      await listener.settled();
      expect(listener.delivered).toEqual([]);
    },
  );
});
