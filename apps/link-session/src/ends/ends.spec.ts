import type { SeededAccount } from '@yipii/persistence';
import { topics } from '@yipii/protocol';
import { aLocation, eventually } from '@yipii/testing';
import { LinkSessionUnderTest } from '../link-session.testing';

describe('a link', () => {
  let sut: LinkSessionUnderTest;
  let account: SeededAccount;
  /** Each test has a vehicle of its own, since none is far away within a second. */
  let assetId: number;
  let next = 0;

  beforeAll(async () => {
    sut = await LinkSessionUnderTest.start();
    account = await sut.seed('alpha', 7);
  });
  beforeEach(() => {
    assetId = anAsset();
  });
  afterAll(() => sut.stop());

  const anAsset = (): number => account.assets[next++]?.assetId ?? 0;
  const aLink = (columns = {}) => sut.link(account.accountId, assetId, columns);
  let seq = 0;
  const drive = (fields: object) =>
    sut.drive(
      account.accountId,
      aLocation({ assetId, seq: (seq += 1), timestamp: new Date().toISOString(), ...fields }),
    );

  it('ends when its vehicle has arrived, once, with its sessions', async () => {
    const arrival = JSON.stringify({
      lat: 57.7,
      lng: 11.97,
      radius_m: 100,
      dwell_seconds: 0,
      grace_minutes: 0,
    });
    const uuid = await aLink({ arrival });
    const token = await sut.sessionOf(uuid);
    await eventually(async () => {
      await drive({ speed: 0, status: 'stopped' });
      expect((await sut.poll(uuid, token)).body).toMatchObject({ status: 410, code: 'LINK_INACTIVE' });
    });
    await sut.settled(uuid, 'expired');
    const ends = () =>
      sut
        .eventsOf<{ linkUuid: string; reason?: string }>(topics.linkChanged)
        .filter((e) => e.linkUuid === uuid);
    await eventually(() => expect(ends()).toMatchObject([{ change: 'expired', reason: 'arrival' }]));
    await drive({ speed: 0, status: 'stopped' });
    expect(ends()).toHaveLength(1);
  });

  it.each([
    ['', (link: Record<string, unknown>) => aLink(link)],
    [
      ', also of a link that was not settled yet',
      (link: Record<string, unknown>) => sut.untoldLink(account.accountId, assetId, link),
    ],
  ])('tells the account once that its vehicle is arriving%s', async (_when, made) => {
    const arrival = JSON.stringify({
      lat: 57.9,
      lng: 11.97,
      radius_m: 100,
      dwell_seconds: 60,
      grace_minutes: 5,
    });
    const uuid = await made({ arrival });
    const fed = async () =>
      (await sut.pool.query<{ type: string }>(`SELECT type FROM event WHERE data->>'link_uuid' = $1`, [uuid]))
        .rows;
    const near = async (lat: number) => {
      await drive({ lat, speed: 60, status: 'moving' });
      expect(await fed()).toEqual([{ type: 'link.arriving' }]);
    };
    await eventually(() => near(57.895));
    await eventually(() => near(57.897));
  });

  it('tells how its vehicle keeps the time that was promised', async () => {
    const arrival = JSON.stringify({
      lat: 57.9,
      lng: 11.97,
      radius_m: 100,
      dwell_seconds: 0,
      grace_minutes: 0,
    });
    const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();
    const promised = (from: number, to: number) =>
      aLink({ arrival, '"window"': JSON.stringify({ from: hours(from), to: hours(to) }) });
    const [early, late] = await Promise.all([promised(10, 11), promised(-2, -1)]);
    const expectPromise = async (uuid: string, token: string, promise: string) =>
      expect((await sut.poll(uuid, token)).body).toMatchObject({ link: { promise } });
    const tokens = [await sut.sessionOf(early), await sut.sessionOf(late)];
    await expectPromise(late, String(tokens[1]), 'late');
    await eventually(async () => {
      await drive({ lat: 57.7, speed: 60, status: 'moving' });
      await expectPromise(early, String(tokens[0]), 'early');
    });
  });

  it('of a stop shows nothing while the vehicle is at the stop of somebody else, and ends with the own one', async () => {
    const { rows } = await sut.pool.query<{ route: string; ours: string; theirs: string }>(
      `WITH r AS (INSERT INTO route (account_id, asset_id, name) VALUES ($1, $2, 'North') RETURNING id),
         s AS (INSERT INTO route_stop (account_id, route_id, place, name, lat, lng, radius_m)
           SELECT $1, r.id, place, 'stop', 57.7 + place, 11.97, 100 FROM r, unnest(ARRAY[0, 1]) AS place RETURNING id, place)
       SELECT r.id AS route, (SELECT id FROM s WHERE place = 1) AS ours, (SELECT id FROM s WHERE place = 0) AS theirs FROM r`,
      [account.accountId, assetId],
    );
    const uuid = await aLink({ route_id: rows[0]?.route, stop_id: rows[0]?.ours });
    const token = await sut.sessionOf(uuid);
    const driveTo = (lat: number) => drive({ lat });
    await eventually(async () => {
      await driveTo(57.7);
      expect((await sut.poll(uuid, token)).body).toMatchObject({
        data: null,
        link: { status: 'not_yet_visible' },
      });
    });
    await eventually(async () => {
      await driveTo(57.8);
      expect((await sut.poll(uuid, token)).body).toMatchObject({
        data: { lat: 57.8 },
        link: { status: 'active' },
      });
    });
    await sut.pool.query('UPDATE route_stop SET completed_at = now() WHERE id = $1', [rows[0]?.ours]);
    await sut.change(uuid, `name = 'x'`);
    await sut.settled(uuid, 'expired');
    const told = () => sut.eventsOf<{ linkUuid: string; reason?: string }>(topics.linkChanged);
    await eventually(() =>
      expect(told()).toContainEqual(expect.objectContaining({ linkUuid: uuid, reason: 'route_completed' })),
    );
  });

  it('tells its first viewer of another vehicle, even if nobody has looked at the link before', async () => {
    const uuid = await sut.untoldLink(account.accountId, assetId);
    await sut.sessionOf(uuid);
    await sut.change(uuid, `asset_id = ${anAsset()}`);
    const told = () => sut.eventsOf<{ linkUuid: string; change: string }>(topics.linkChanged);
    await eventually(() =>
      expect(told()).toContainEqual(expect.objectContaining({ linkUuid: uuid, change: 'vehicle' })),
    );
  });
});
