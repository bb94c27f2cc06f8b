import { accountChannel, assetChannel, groupChannel, trackingChannel } from '@yipii/protocol';
import { eventually, unrefPusherTimers } from '@yipii/testing';
import { ChannelListener } from '../support/channel-listener';
import { LiveInstallation, type LiveAccount } from '../support/live-installation';

const ALERT_EVENTS = ['.alert.triggered', '.alert.cleared', '.alert.acknowledged'];
const OTHER_EVENTS = ['.status.changed', ...ALERT_EVENTS];
const [SNAPSHOT_SEQ, STREAMED_SEQ] = [1, 2];
/** Of a snapshot, or of one round, over all channels of a token of the whole account with two assets. */
const POSITIONS = 7;

describe('the channels of the fleet', () => {
  let live: LiveInstallation;
  let acme: LiveAccount;
  let rival: LiveAccount;
  let own: readonly number[];
  let foreign: number;
  let channels: Readonly<Record<string, string>>;
  const listeners: ChannelListener[] = [];

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
      group: groupChannel(await live.group(acme, own)),
      'group of one': groupChannel(await live.group(acme, [first])),
      'empty group': groupChannel(await live.group(acme, [])),
      'rival group': groupChannel(await live.group(rival, [foreign])),
      'unknown group': groupChannel(999_999),
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

  async function aListener(
    scopes: readonly string[],
    assetIds?: readonly number[],
  ): Promise<ChannelListener> {
    const address = await live.addressFor(acme, scopes, assetIds);
    const listener = new ChannelListener(address, Object.values(channels));
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
    const wholeAccount = [channels.account, channels.group];
    const listener = await aListener(scopes);
    const witness = await aListener(['positions:read', 'alerts:read']);
    expect(Object.fromEntries(listener.outcomes)).toEqual({
      ...Object.fromEntries(Object.values(channels).map((name) => [name, '403'])),
      ...Object.fromEntries(
        [
          ...wholeAccount,
          channels['group of one'],
          channels['empty group'],
          channels.first,
          channels.second,
        ].map((name) => [name, 'open']),
      ),
    });

    await witness.caughtUp(POSITIONS);
    if (kinds.includes('positions')) await listener.caughtUp(POSITIONS);
    const streamed = await everythingHappens();
    const all = (kindsOf: readonly string[]) =>
      [
        ...wholeAccount.flatMap((name = '') =>
          own.flatMap((id) => carried(name, id, kindsOf, [known, streamed])),
        ),
        ...carried(channels['group of one'] ?? '', own[0] ?? 0, kindsOf, [known, streamed]),
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
      const open = [...listener.outcomes].filter(([, outcome]) => outcome === 'open').map(([name]) => name);
      expect(new Set(open)).toEqual(new Set([channels.first, channels['group of one']]));
      const streamed = await everythingHappens();
      await eventually(() =>
        expect(witness.delivered.filter((text) => text.endsWith(` ${streamed}`))).toHaveLength(POSITIONS),
      );
      await listener.settled();
      expect([...listener.delivered].sort()).toEqual(
        [channels.first, channels['group of one']]
          .flatMap((name = '') => carried(name, first, kinds, [known, streamed]))
          .sort(),
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
