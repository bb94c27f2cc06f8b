import { LinkAccessStore, LinkPositions } from '@yipii/live';
import type { SeededAccount } from '@yipii/persistence';
import { topics, type LinkLocation } from '@yipii/protocol';
import { aLocation, eventually } from '@yipii/testing';
import { LinkSessionUnderTest } from '../link-session.testing';
import { PrivatePlaces } from './private-places';

const METRE = 1 / 111_195;

describe('the privacy of whoever drives', () => {
  let sut: LinkSessionUnderTest;
  let account: SeededAccount;
  let next = 0;
  let seq = 1_000;

  beforeAll(async () => {
    sut = await LinkSessionUnderTest.start();
    account = await sut.seed('alpha', 6);
  });
  afterAll(() => sut.stop());

  const anAsset = (): number => account.assets[next++]?.assetId ?? 0;
  /** Makes a zone around the home, and waits until it is heeded. @param owner null: of the whole account */
  const aZone = async (assetId: number, owner: number | null = assetId): Promise<void> => {
    await sut.pool.query(
      `INSERT INTO privacy_zone (account_id, asset_id, name, lat, lng, radius_m, cover_lat, cover_lng, cover_radius_m)
       VALUES ($1, $2, 'Home', 57.7, 11.97, 200, 57.7, 11.97, 300)`,
      [account.accountId, owner],
    );
    const places = sut.part(PrivatePlaces);
    const vehicle = { accountId: account.accountId, assetId };
    await eventually(async () => expect(await places.of(vehicle)).toHaveLength(1));
  };
  /** So many metres north of the home. */
  const at = (assetId: number, metres: number) => {
    seq += 1;
    const timestamp = new Date(Date.UTC(2026, 5, 1) + seq * 1_000).toISOString();
    return aLocation({ assetId, seq, timestamp, lat: 57.7 + metres * METRE, lng: 11.97 });
  };
  const drive = (assetId: number, metres: number) => sut.drive(account.accountId, at(assetId, metres));
  const metresShown = (uuid: string): number[] =>
    sut
      .eventsOf<LinkLocation>(topics.linkLocation)
      .filter(({ linkUuid }) => linkUuid === uuid)
      .map(({ position }) => Math.round((position.lat - 57.7) / METRE));
  const told = (uuid: string): boolean[] =>
    sut
      .eventsOf<{ linkUuid: string; change: string; visible: boolean }>(topics.linkChanged)
      .filter(({ linkUuid, change }) => linkUuid === uuid && change === 'visibility')
      .map(({ visible }) => visible);
  /** Somebody follows the link, and has seen the vehicle. */
  const followed = async (assetId: number): Promise<{ uuid: string; token: string }> => {
    await drive(assetId, 1_000);
    const uuid = await sut.link(account.accountId, assetId);
    const token = await sut.sessionOf(uuid);
    await eventually(() => expect(metresShown(uuid)).toContain(1_000));
    await eventually(async () => {
      await drive(assetId, 900);
      expect(metresShown(uuid)).toContain(900);
    });
    await eventually(async () => {
      const { rows } = await sut.pool.query('SELECT status FROM link_state WHERE link_uuid = $1', [uuid]);
      expect(rows).toEqual([{ status: 'active' }]);
    });
    return { uuid, token };
  };

  it.each([
    ['of the vehicle', (assetId: number) => assetId],
    ['of the account', () => null],
  ])('is kept in a zone %s, on every way to the position', async (_whose, ownerOf) => {
    const assetId = anAsset();
    await aZone(assetId, ownerOf(assetId));
    const { uuid, token } = await followed(assetId);
    for (const metres of [310, 299, 150, 0, 0, 200, 320, 390]) await drive(assetId, metres);
    await sut.settled(uuid, 'withheld');
    const { body, text } = await sut.poll(uuid, token);
    expect(body).toMatchObject({ data: null, link: { status: 'withheld', schedule: { active: true } } });
    expect(text).not.toContain('57.7');
    expect((await sut.call('GET', uuid)).body).toMatchObject({ status: 'active' });
    await eventually(() => expect(told(uuid)).toEqual([false]));
    await drive(assetId, 500);
    await sut.settled(uuid, 'active');
    await eventually(() => expect(told(uuid)).toEqual([false, true]));
    expect((await sut.poll(uuid, token)).body).toMatchObject({ link: { status: 'active' } });
    // Neither what lies in the zone, nor how the vehicle came back to its edge.
    expect(metresShown(uuid).filter((metres) => metres < 500)).toEqual([310]);
    await sut.pool.query('DELETE FROM privacy_zone');
  });

  it('begins with the zone, also where the vehicle stands still, and ends with it', async () => {
    const assetId = anAsset();
    const { uuid, token } = await followed(assetId);
    await eventually(async () => {
      await drive(assetId, 100);
      expect(metresShown(uuid)).toContain(100);
    });
    await aZone(assetId);
    await sut.settled(uuid, 'withheld');
    expect((await sut.poll(uuid, token)).body).toMatchObject({ data: null, link: { status: 'withheld' } });
    const shown = metresShown(uuid).length;
    await sut.pool.query('DELETE FROM privacy_zone');
    await sut.settled(uuid, 'active');
    await eventually(() => expect(metresShown(uuid).length).toBeGreaterThan(shown));
  });

  it('is told to those who come while the vehicle is there', async () => {
    const assetId = anAsset();
    await aZone(assetId);
    await drive(assetId, 10);
    const uuid = await sut.link(account.accountId, assetId);
    const token = await sut.sessionOf(uuid);
    expect((await sut.poll(uuid, token)).body).toMatchObject({ data: null, link: { status: 'withheld' } });
    await sut.settled(uuid, 'withheld');
    expect(metresShown(uuid)).toEqual([]);
  });

  it('is kept while the driver is off duty', async () => {
    const assetId = anAsset();
    const { uuid, token } = await followed(assetId);
    const duty = async (isOff: boolean): Promise<void> => {
      await sut.pool.query('UPDATE asset SET off_duty = $2 WHERE id = $1', [assetId, isOff]);
      await sut.change(uuid, `name = 'x'`);
      await sut.settled(uuid, isOff ? 'withheld' : 'active');
    };
    await duty(true);
    expect((await sut.poll(uuid, token)).body).toMatchObject({ data: null, link: { status: 'withheld' } });
    await eventually(() => expect(told(uuid)).toEqual([false]));
    await duty(false);
    await eventually(() => expect(told(uuid)).toEqual([false, true]));
    expect((await sut.poll(uuid, token)).body.data).not.toBeNull();
  });

  it('leaves no last position of a vehicle that is gone', async () => {
    const assetId = anAsset();
    const uuid = await sut.link(account.accountId, assetId);
    await sut.settled(uuid, 'active');
    await sut.part(LinkPositions).put(uuid, { seq: 2 ** 40 + 1, madeAt: 1, json: '{}' });
    await sut.change(uuid, 'asset_id = NULL');
    await eventually(async () => expect(await sut.part(LinkPositions).last(uuid)).toBeNull());
    expect(await sut.part(LinkAccessStore).link(uuid)).toMatchObject({ status: 'not_yet_visible' });
  });

  it('leaves nothing of a link that went with its account, and all of the others', async () => {
    const assetId = account.assets[0]?.assetId ?? 0;
    const [gone, other] = [
      await sut.link(account.accountId, assetId),
      await sut.link(account.accountId, assetId),
    ];
    for (const uuid of [gone, other]) {
      await sut.settled(uuid, 'active');
      await sut.part(LinkPositions).put(uuid, { seq: 2 ** 40 + 1, madeAt: 1, json: '{}' });
    }
    await sut.pool.query('DELETE FROM tracking_link WHERE uuid = $1', [gone]);
    const revoked = [gone, other].map((id) => ({
      key: id,
      event: { kind: 'link', id, reason: 'deleted' } as const,
    }));
    await sut.log.publish(topics.accessRevoked, revoked);
    expect(await sut.part(LinkAccessStore).link(gone)).toBeNull();
    expect(await sut.part(LinkPositions).last(gone)).toBeNull();
    expect(await sut.part(LinkAccessStore).link(other)).not.toBeNull();
    expect(await sut.part(LinkPositions).last(other)).not.toBeNull();
  });
});
