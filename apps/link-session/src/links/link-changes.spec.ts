import type { LinkStanding } from '@yipii/domain';
import { aTrackingLink } from '@yipii/testing';
import { changesOf, type ToldLink } from './link-changes';

const NOW = Date.UTC(2026, 10, 23, 12);
const ACTIVE: LinkStanding = { status: 'active', end: null, nextChangeAt: null };
const ENDED: LinkStanding = { status: 'expired', end: { reason: 'arrival', at: NOW }, nextChangeAt: null };

describe('what viewers are told of a link', () => {
  const link = aTrackingLink();
  const toldOf = (status: ToldLink['status'], fields: Partial<ToldLink> = {}): ToldLink => ({
    ...{ generation: link.generation, status, vehicleId: link.assetId, endsAt: link.expiresAt },
    ...fields,
  });
  const changes = (standing: LinkStanding, told: ToldLink) => changesOf(link, standing, { told, now: NOW });
  const expired = {
    linkUuid: link.uuid,
    change: 'expired',
    reason: 'arrival',
    at: '2026-11-23T12:00:00.000Z',
  };

  it('is its end, even if nothing was told before', () => {
    expect(changes(ENDED, toldOf('active'))).toEqual([expired]);
    expect(changes(ENDED, toldOf(null))).toEqual([expired]);
  });

  it('is an end once, and again after it was reopened', () => {
    expect(changes(ENDED, toldOf('expired'))).toEqual([]);
    expect(changes(ENDED, toldOf('expired', { generation: link.generation - 1 }))).toEqual([expired]);
  });

  it('is nothing at first', () => {
    expect(changes(ACTIVE, toldOf(null, { vehicleId: null, endsAt: null }))).toEqual([]);
  });

  it('is that its window is closed, even if nothing was told before', () => {
    const closed: LinkStanding = { ...ACTIVE, status: 'outside_schedule' };
    const told = toldOf(null, { vehicleId: null, endsAt: null });
    expect(changes(closed, told)).toMatchObject([{ change: 'schedule', active: false }]);
  });

  it('is another vehicle than that of the first viewer, even if nothing was told before', () => {
    const told = toldOf(null, { vehicleId: -1, endsAt: null });
    expect(changes(ACTIVE, told).map(({ change }) => change)).toEqual(['vehicle']);
  });

  it('is another vehicle, another end, and whether its window is open', () => {
    const told = toldOf('outside_schedule', { vehicleId: -1, endsAt: -1 });
    expect(changes(ACTIVE, told).map(({ change }) => change)).toEqual(['vehicle', 'end', 'schedule']);
  });

  it('is that the vehicle is withheld, and shown again, whatever else hides it', () => {
    const standing = (status: LinkStanding['status']): LinkStanding => ({ ...ACTIVE, status });
    const visible = (is: boolean) => [{ linkUuid: link.uuid, change: 'visibility', visible: is }];
    expect(changes(standing('withheld'), toldOf('active'))).toEqual(visible(false));
    expect(changes(ACTIVE, toldOf('withheld'))).toEqual(visible(true));
    expect(changes(standing('withheld'), toldOf('withheld'))).toEqual([]);
    expect(changes(ACTIVE, toldOf('not_yet_visible'))).toEqual([]);
    const opened = changes(standing('withheld'), toldOf('outside_schedule'));
    expect(opened.map(({ change }) => change)).toEqual(['schedule', 'visibility']);
  });
});
