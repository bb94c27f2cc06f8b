import { topics, type KnownLinkChange, type LinkLocation } from '@yipii/protocol';
import type { SeededAccount } from '@yipii/persistence';
import { aLocation, eventually } from '@yipii/testing';
import { LinkSessionUnderTest } from '../link-session.testing';

const NEW_PLACE = { lat: 57.8, lng: 12 };

describe('a link that follows another vehicle', () => {
  let sut: LinkSessionUnderTest;
  let account: SeededAccount;

  beforeAll(async () => {
    sut = await LinkSessionUnderTest.start();
    account = await sut.seed('alpha', 2);
  });
  afterAll(() => sut.stop());

  it('says so before it shows where that is', async () => {
    const [former = 0, next = 0] = account.assets.map(({ assetId }) => assetId);
    const link = await sut.link(account.accountId, former);
    await sut.sessionOf(link);
    await eventually(async () => expect((await sut.pool.query('SELECT FROM link_task')).rowCount).toBe(0));
    const newPlaces = (uuid: string) =>
      sut
        .eventsOf<LinkLocation>(topics.linkLocation)
        .filter(({ linkUuid, position }) => linkUuid === uuid && position.lat === NEW_PLACE.lat);
    await sut.pool.query(
      'UPDATE tracking_link SET asset_id = $2, vehicle_changes = vehicle_changes + 1 WHERE uuid = $1',
      [link, next],
    );
    // Noticed later than the change of the other one.
    const witness = await sut.link(account.accountId, next);
    await sut.sessionOf(witness);
    let seq = 0;
    await eventually(async () => {
      seq += 1;
      await sut.drive(account.accountId, aLocation({ assetId: next, seq, ...NEW_PLACE }));
      expect(newPlaces(witness)).not.toEqual([]);
    });
    expect(newPlaces(link)).toEqual([]);
    await sut.change(link, 'name = name');
    await eventually(() => expect(newPlaces(link)).not.toEqual([]));
    const told = sut
      .eventsOf<KnownLinkChange>(topics.linkChanged)
      .filter(({ linkUuid }) => linkUuid === link);
    expect(told.map(({ change }) => change)).toEqual(['vehicle']);
  });
});
