import { channelStream } from '@yipii/live';
import { eventually } from '@yipii/testing';
import { APP, BrokerNode, aFrame } from '../broker/broker-node.fixture';
import type { ChannelBroker } from '../broker/channel-broker.ports';
import type { Announcements, ChannelChange, ChannelDirectory, ChannelRef } from './channel-directory.ports';

export interface DirectoryPorts {
  readonly broker: ChannelBroker;
  readonly directory: ChannelDirectory;
}

/** Gives the suite directories of nodes that belong together. */
export interface DirectoryScenario {
  /** For one more node. */
  open(): DirectoryPorts;
  /** Advances the clock if it is not the real one. */
  pass(ms: number): void;
}

const NOTHING = { occupied: false, vacated: false, added: false, removed: false, full: false };
const LEASE_MS = 400;
const LONG_MS = 60_000;

/** Tests that every implementation of `ChannelDirectory` must pass. */
export function channelDirectoryContract(name: string, { open, pass }: DirectoryScenario): void {
  describe(`the channel directory on ${name}`, () => {
    let [number, ref] = [0, { appId: APP, channel: '' }];
    let announce: Announcements;
    beforeEach(() => {
      ref = { appId: APP, channel: `presence-${(number += 1)}` };
      announce = announcementsOf(ref);
    });

    /** A node that watches the channel and reports its entries. */
    async function aNode() {
      const { broker, directory } = open();
      const heard = new BrokerNode(broker);
      await broker.watch(channelStream(ref.appId, ref.channel));
      const id = `node-${(number += 1)}`;
      const of = ref;
      return {
        ...{ id, directory, broker },
        change: (change: ChannelChange) => directory.change(id, of, { announce, ...change }),
        heard: () => heard.framesOf(of.channel),
      };
    }

    const aUser = (userId: string) => ({ userId, userInfo: `{"name":"“${userId}” ü"}` });

    it('reports the first node that joins a channel and the last that leaves it', async () => {
      const [one, other] = [await aNode(), await aNode()];
      expect(await one.change({ subscriptions: 2 })).toMatchObject({
        ...NOTHING,
        occupied: true,
        subscriptions: 2,
      });
      expect(await other.change({ subscriptions: 3 })).toMatchObject({ ...NOTHING, subscriptions: 5 });
      expect(await one.change({ subscriptions: null })).toMatchObject({ ...NOTHING, subscriptions: 3 });
      expect(await other.change({ subscriptions: null })).toMatchObject({
        ...NOTHING,
        vacated: true,
        subscriptions: 0,
      });
      for (const node of [one, other]) {
        await eventually(() => expect(node.heard()).toEqual(['occupied', 'vacated']));
      }
    });

    it('adds a user who is on two nodes once and removes it once', async () => {
      const [one, other] = [await aNode(), await aNode()];
      const ann = aUser('ann');
      expect(await one.change({ subscriptions: 1, enter: ann })).toMatchObject({
        added: true,
        members: [ann],
      });
      const again = await other.change({ subscriptions: 1, enter: { userId: 'ann', userInfo: null } });
      expect(again).toMatchObject({ ...NOTHING, subscriptions: 2, members: [ann] });
      expect(await one.change({ subscriptions: 0, leave: 'ann' })).toMatchObject(NOTHING);
      expect(await other.change({ subscriptions: 0, leave: 'ann' })).toMatchObject({
        ...NOTHING,
        removed: true,
      });
      await eventually(() => expect(one.heard()).toEqual(['occupied', 'added', 'removed']));
      expect(await one.directory.read(ref)).toEqual({ subscriptions: 0, members: [], cached: null });
    });

    it('returns the members only to a node that enters, with and without user_info', async () => {
      const node = await aNode();
      await node.change({ subscriptions: 1, enter: { userId: 'a b|c', userInfo: null } });
      await node.change({ subscriptions: 2, enter: { userId: '7', userInfo: '' } });
      const { members } = await node.change({ subscriptions: 3, enter: aUser('8') });
      expect([...members].sort((a, b) => a.userId.localeCompare(b.userId))).toEqual([
        { userId: '7', userInfo: '' },
        aUser('8'),
        { userId: 'a b|c', userInfo: null },
      ]);
      expect((await node.change({ subscriptions: 3 })).members).toEqual([]);
    });

    it('refuses users beyond maxMembers, but nobody who is there already', async () => {
      const [one, other] = [await aNode(), await aNode()];
      const enter = (node: typeof one, userId: string, subscriptions: number) =>
        node.change({ subscriptions, enter: aUser(userId), maxMembers: 2 });
      await enter(one, 'ann', 1);
      await enter(one, 'bob', 2);
      expect(await enter(other, 'cyd', 1)).toMatchObject({ ...NOTHING, full: true, subscriptions: 2 });
      expect(await enter(other, 'bob', 1)).toMatchObject({ ...NOTHING, subscriptions: 3 });
      await one.change({ subscriptions: 1, leave: 'ann' });
      expect(await enter(other, 'cyd', 2)).toMatchObject({ added: true, full: false });
    });

    it('is idempotent', async () => {
      const node = await aNode();
      const entering = { subscriptions: 1, enter: aUser('ann') };
      await node.change(entering);
      expect(await node.change(entering)).toMatchObject({ ...NOTHING, subscriptions: 1 });
      const leaving = { subscriptions: 0, leave: 'ann' };
      await node.change(leaving);
      expect(await node.change(leaving)).toMatchObject(NOTHING);
      await node.change({ subscriptions: null });
      expect(await node.change({ subscriptions: null })).toMatchObject(NOTHING);
      await eventually(() => expect(node.heard()).toEqual(['occupied', 'added', 'removed', 'vacated']));
    });

    it('removes the users of a node that leaves the channel', async () => {
      const [one, other] = [await aNode(), await aNode()];
      await one.change({ subscriptions: 1, enter: aUser('ann') });
      await one.change({ subscriptions: 2, enter: aUser('bob') });
      await other.change({ subscriptions: 1, enter: aUser('bob') });
      await one.change({ subscriptions: null, leave: 'ann' });
      expect(await one.directory.read(ref)).toMatchObject({
        subscriptions: 1,
        members: [{ userId: 'bob' }],
        cached: null,
      });
      expect(await one.directory.subscriptionsOf(one.id)).toEqual([]);
    });

    it('adds a user once, however many nodes say so at the same time', async () => {
      const nodes = await Promise.all(Array.from({ length: 20 }, aNode));
      const all = (change: ChannelChange) => Promise.all(nodes.map((node) => node.change(change)));
      const entered = await all({ subscriptions: 1, enter: aUser('ann') });
      expect(entered.filter(({ added }) => added)).toHaveLength(1);
      expect(entered.filter(({ occupied }) => occupied)).toHaveLength(1);
      const left = await all({ subscriptions: null, leave: 'ann' });
      expect(left.filter(({ removed }) => removed)).toHaveLength(1);
      expect(left.filter(({ vacated }) => vacated)).toHaveLength(1);
      for (const { heard } of nodes) {
        await eventually(() => expect(heard()).toEqual(['occupied', 'added', 'removed', 'vacated']));
      }
    });

    it('gives a node that enters the changes after its state, and nothing of what came before', async () => {
      const nodes = await Promise.all(Array.from({ length: 20 }, aNode));
      const users = nodes.map(({ id }) => id);
      await Promise.all(
        nodes.map(async ({ id, broker, directory, heard }) => {
          const added = aFrame(ref.channel, id);
          const change = { subscriptions: 1, enter: aUser(id), announce: { added } };
          const { position, members } = await directory.change(id, ref, change);
          const known = members.map(({ userId }) => userId);
          await new Promise<void>((resolve) => {
            broker.after(channelStream(ref.appId, ref.channel), position, () => {
              expect(heard().sort()).toEqual(known.sort());
              resolve();
            });
          });
          await eventually(() => expect(heard()).toHaveLength(users.length));
        }),
      );
    });

    it('keeps the cached event for its time, for those who come later and for the API', async () => {
      const node = await aNode();
      await node.directory.publishCached(aFrame(ref.channel, '{"ü":1}'), '“data”', LEASE_MS);
      const cached = { frame: '{"ü":1}', data: '“data”', ttl: 1 };
      expect((await node.change({ subscriptions: 1 })).cached).toEqual(cached);
      expect((await node.directory.read(ref)).cached).toEqual(cached);
      await eventually(() => expect(node.heard()).toEqual(['{"ü":1}', 'occupied']));
      pass(LEASE_MS);
      await eventually(async () => expect((await node.directory.read(ref)).cached).toBeNull());
      expect((await node.change({ subscriptions: 2 })).cached).toBeNull();
    });

    it('lists the occupied channels of an app by prefix', async () => {
      const node = await aNode();
      const channels = Array.from({ length: 600 }, (_, i) => `presence-${number}-${i}`);
      const say = (change: ChannelChange) => (channel: string) =>
        node.directory.change(node.id, { appId: 'list:1', channel }, change);
      await Promise.all(channels.map(say({ subscriptions: 2, enter: aUser('ann') })));
      await say({ subscriptions: 1 })('other');
      await node.directory.change(
        node.id,
        { appId: 'list', channel: channels[0] ?? '' },
        { subscriptions: 1 },
      );
      const found = await node.directory.list('list:1', 'presence-');
      expect(found.map(({ channel }) => channel).sort()).toEqual(channels.sort());
      expect(found[0]).toMatchObject({ subscriptions: 2, users: 1 });
      await Promise.all(channels.map(say({ subscriptions: null, leave: 'ann' })));
      expect(await node.directory.list('list:1', '')).toEqual([
        { channel: 'other', subscriptions: 1, users: 0 },
      ]);
    });

    it('assigns a node whose lease has ended to one other, which removes it', async () => {
      const [dead, alive, third] = [await aNode(), await aNode(), await aNode()];
      expect(await dead.directory.renew(dead.id, LEASE_MS)).toBe(false);
      expect(await dead.directory.renew(dead.id, LEASE_MS)).toBe(true);
      for (const { directory, id } of [alive, third]) await directory.renew(id, LONG_MS);
      await dead.change({ subscriptions: 2, enter: aUser('ann') });
      await dead.change({ subscriptions: 2, enter: aUser('bob') });
      await alive.change({ subscriptions: 1, enter: aUser('bob') });
      expect(await alive.directory.ended()).toEqual([]);
      pass(LEASE_MS);
      const [ended = ''] = await eventually(async () => {
        const found = await Promise.all([alive.directory.ended(), third.directory.ended()]);
        expect(found.flat()).toHaveLength(1);
        return found.flat();
      });
      const subscriptionsOf = await alive.directory.subscriptionsOf(ended);
      expect(subscriptionsOf.map(({ users, ...channel }) => [channel, [...users].sort()])).toEqual([
        [ref, ['ann', 'bob']],
      ]);
      const clear = (change: ChannelChange) => alive.directory.change(ended, ref, { announce, ...change });
      expect(await clear({ subscriptions: 2, leave: 'ann' })).toMatchObject({ removed: true });
      expect(await clear({ subscriptions: null, leave: 'bob' })).toMatchObject({
        ...NOTHING,
        subscriptions: 1,
      });
      await alive.directory.forget(ended);
      expect(await alive.directory.subscriptionsOf(ended)).toEqual([]);
      expect(await third.directory.ended()).toEqual([]);
    });

    it('keeps what a node registers again while it is being removed', async () => {
      const [late, other] = [await aNode(), await aNode()];
      await late.directory.renew(late.id, LEASE_MS);
      await other.directory.renew(other.id, LONG_MS);
      await late.change({ subscriptions: 1, enter: aUser('ann') });
      pass(LEASE_MS);
      const [ended = ''] = await eventually(async () => {
        const found = await other.directory.ended();
        expect(found).toHaveLength(1);
        return found;
      });
      expect(await late.directory.renew(late.id, LONG_MS)).toBe(false);
      expect(await late.change({ subscriptions: 1, enter: aUser('ann') })).toMatchObject(NOTHING);
      const cleared = await other.directory.change(ended, ref, {
        subscriptions: null,
        leave: 'ann',
        announce,
      });
      expect(cleared).toMatchObject({ ...NOTHING, subscriptions: 1 });
      await other.directory.forget(ended);
      expect(await late.directory.read(ref)).toMatchObject({
        subscriptions: 1,
        members: [{ userId: 'ann' }],
        cached: null,
      });
      expect(await late.directory.subscriptionsOf(late.id)).toEqual([{ ...ref, users: ['ann'] }]);
      expect(await late.directory.renew(late.id, LONG_MS)).toBe(true);
      await eventually(() => expect(other.heard()).toEqual(['occupied', 'added']));
    });
  });
}

function announcementsOf({ channel }: ChannelRef): Announcements {
  const [added, removed] = [aFrame(channel, 'added'), aFrame(channel, 'removed')];
  return { added, removed, occupied: aFrame(channel, 'occupied'), vacated: aFrame(channel, 'vacated') };
}
