import { assetChannel, groupChannel } from '@yipii/protocol';
import { eventually, unrefPusherTimers } from '@yipii/testing';
import { ChannelListener } from '../support/channel-listener';
import { LiveInstallation, type LiveAccount } from '../support/live-installation';

const SCOPES = ['positions:read', 'alerts:read'];

describe('the channel of a group whose members change', () => {
  let live: LiveInstallation;
  let acme: LiveAccount;
  let assets: readonly [number, number, number];
  const listeners: ChannelListener[] = [];

  beforeAll(unrefPusherTimers);
  beforeAll(async () => {
    live = await LiveInstallation.start();
    acme = await live.seed('acme', 3);
    const [first = 0, second = 0, third = 0] = acme.assets.map(({ assetId }) => assetId);
    assets = [first, second, third];
    for (const assetId of assets) await live.moved(acme, assetId, 1);
  });
  afterEach(() => {
    for (const listener of listeners.splice(0)) listener.close();
  });
  afterAll(() => live.stop());

  async function subscribed(
    channels: readonly string[],
    assetIds?: readonly number[],
  ): Promise<ChannelListener> {
    const listener = new ChannelListener(await live.addressFor(acme, SCOPES, assetIds), channels);
    listeners.push(listener);
    await eventually(() => expect(listener.outcomes.size).toBe(channels.length));
    return listener;
  }

  it('delivers an asset that is added, from its last position on', async () => {
    const [first, second] = assets;
    const group = await live.group(acme, [first]);
    const channel = groupChannel(group);
    const listener = await subscribed([channel]);
    await eventually(() => expect(listener.of(channel, first)).toEqual(['.location.updated 1']));
    await live.group(acme, [first, second], group);
    await eventually(() => expect(listener.of(channel, second)).toEqual(['.location.updated 1']));
    await live.happened(acme, second, '.alert.triggered');
    await eventually(() => expect(listener.of(channel, second)).toContain('.alert.triggered'));
  });

  it('delivers nothing of an asset that was removed', async () => {
    const [first, , third] = assets;
    const group = await live.group(acme, [first, third]);
    const channel = groupChannel(group);
    const [listener, other] = [await subscribed([channel]), await subscribed([assetChannel(third)])];
    await eventually(() => expect(listener.of(channel, third)).toEqual(['.location.updated 1']));
    await live.group(acme, [first], group);
    // From the moment at which the change has arrived: alerts are not delivered any more.
    await eventually(async () => {
      const before = [listener, other].map(({ delivered }) => delivered.length);
      await live.happened(acme, third, '.alert.triggered');
      await eventually(() => expect(other.delivered.length).toBeGreaterThan(before[1] ?? 0));
      await listener.settled();
      expect(listener.delivered).toHaveLength(before[0] ?? 0);
    });
    expect(listener.outcomes.get(channel)).toBe('open');
  });

  it('is lost to a token of some assets when another asset joins, and to that one only', async () => {
    const [first, second, third] = assets;
    const group = await live.group(acme, [first]);
    const [channel, own] = [groupChannel(group), assetChannel(first)];
    const restricted = await subscribed([channel, own], [first, second]);
    const whole = await subscribed([channel]);
    const outcomes = () => [restricted, whole].map(({ outcomes: all }) => all.get(channel));
    expect(outcomes()).toEqual(['open', 'open']);

    await live.group(acme, [first, second], group);
    await eventually(() => expect(restricted.of(channel, second)).toEqual(['.location.updated 1']));
    await live.group(acme, assets, group);
    await eventually(() => expect(outcomes()).toEqual(['403', 'open']));
    await eventually(() => expect(whole.of(channel, third)).toEqual(['.location.updated 1']));
    expect(restricted.of(channel, third)).toEqual([]);
    expect([restricted.outcomes.get(own), restricted.state]).toEqual(['open', 'connected']);
    const again = await subscribed([channel], [first, second]);
    expect(again.outcomes.get(channel)).toBe('403');
  });

  it('is lost with its group', async () => {
    const group = await live.group(acme, [assets[0]]);
    const listener = await subscribed([groupChannel(group)]);
    await live.deleteGroup(acme, group);
    await eventually(() => expect(listener.outcomes.get(groupChannel(group))).toBe('403'));
    expect(listener.state).toBe('connected');
  });
});
