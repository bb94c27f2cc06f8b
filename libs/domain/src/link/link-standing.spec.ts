import { TimeZones } from '../schedule/time-zones';
import { linkStateAt, nextDueAt } from './link-standing';
import { grantsSession, isListed, requirementsOf } from './session-rule';
import type { LinkAccessRule, TrackingLink } from './tracking-link';

const HOUR = 3_600_000;
/** 1970-01-02, a Friday, at 10:00. */
const NOW = 34 * HOUR;

class Utc extends TimeZones {
  has(): boolean {
    return true;
  }
  dayAt(instant: number): number {
    return Math.floor(instant / (24 * HOUR));
  }
  instantOf(day: number, minute: number): number {
    return day * 24 * HOUR + minute * 60_000;
  }
}

const ARRIVED = { reason: 'arrival', at: NOW - 9 } as const;
const fridays = (from: string, to: string) => ({
  schedule: { timezone: 'UTC', windows: [{ days: [5], from, to }] },
});

function aLink(change: Partial<TrackingLink> = {}): TrackingLink {
  return {
    ...{ uuid: 'l', accountId: 1, assetId: 2, routeId: null, stopId: null, displayName: null },
    access: { mode: 'public', requireCode: false, allowedEmails: [], barredEmails: [] },
    ...{ startsAt: null, expiresAt: null, arrival: null, showDestination: false, visibleWhen: null },
    ...{ schedule: null, window: null, sessionTtlSeconds: 14_400, sessionSliding: false, maxViewers: null },
    ...{
      locale: 'en',
      brandId: null,
      isDisabled: false,
      generation: 1,
      vehicleChanges: 0,
      ended: null,
      isHidden: false,
      isPrivate: false,
      isOffDuty: false,
    },
    ...{ progress: null, stops: null, completedAt: null },
    ...change,
  };
}

describe('a tracking link', () => {
  it.each<[string, Partial<TrackingLink>, string, object | null, number | null, number | null]>([
    ['is active', {}, 'active', null, null, null],
    ['ends with its time', { expiresAt: NOW }, 'expired', { reason: 'time', at: NOW }, null, null],
    ['goes on until then', { expiresAt: NOW + 1 }, 'active', null, null, NOW + 1],
    ['has not started', { startsAt: NOW + 1, expiresAt: NOW + 9 }, 'not_started', null, NOW + 1, NOW + 1],
    ['has started', { startsAt: NOW }, 'active', null, null, null],
    ['is open by its schedule', fridays('09:00', '11:00'), 'active', null, NOW + HOUR, NOW + HOUR],
    ['is closed by it', fridays('12:00', '13:00'), 'outside_schedule', null, NOW + 2 * HOUR, NOW + 2 * HOUR],
    [
      'ends in a window',
      { ...fridays('09:00', '11:00'), expiresAt: NOW + 2 },
      'active',
      null,
      NOW + HOUR,
      NOW + 2,
    ],
    ['is hidden', { isHidden: true }, 'not_yet_visible', null, null, null],
    ['has arrived', { ended: ARRIVED, expiresAt: NOW - 1 }, 'expired', ARRIVED, null, null],
    ['is disabled', { isDisabled: true }, 'disabled', { reason: 'disabled', at: NOW }, null, null],
  ])('%s', (_, change, status, end, nextChangeAt, dueAt) => {
    const standing = linkStateAt(aLink(change), NOW, new Utc());
    expect(standing).toEqual({ status, end, nextChangeAt });
    expect(nextDueAt(aLink(change), standing, NOW)).toBe(dueAt);
  });
});

const rule = (change: Partial<LinkAccessRule>): LinkAccessRule => ({
  ...{ mode: 'public', requireCode: false, allowedEmails: ['a@x.se', '@y.se'], barredEmails: ['bad@y.se'] },
  ...change,
});

describe('a session', () => {
  it('that has ended stays so, and for the same reason, however the clock jumps', () => {
    const ended = { reason: 'time', at: NOW } as const;
    const link = aLink({ ended, expiresAt: NOW, ...fridays('09:00', '11:00') });
    for (const now of [0, NOW - HOUR, NOW + 9_999 * HOUR])
      expect(linkStateAt(link, now, new Utc())).toMatchObject({ status: 'expired', end: ended });
  });

  it('that is looked at late has ended when it was due', () => {
    const link = aLink({ expiresAt: NOW - 99 * HOUR, ...fridays('09:00', '11:00') });
    expect(linkStateAt(link, NOW, new Utc()).end).toEqual({ reason: 'time', at: NOW - 99 * HOUR });
  });

  it.each<[Partial<LinkAccessRule>, string[]]>([
    [{ mode: 'public' }, []],
    [{ mode: 'email' }, ['email']],
    [{ mode: 'email_code' }, ['email', 'code']],
    [{ mode: 'authorized_only' }, ['email']],
    [{ mode: 'authorized_only', requireCode: true }, ['email', 'code']],
    [{ mode: 'public', requireCode: true }, []],
  ])('needs what the mode says: %j %j', (change, needs) => {
    expect(requirementsOf(rule(change))).toEqual(needs);
  });

  it.each<[Partial<LinkAccessRule>, string | null, boolean, boolean]>([
    [{ mode: 'public' }, null, false, true],
    [{ mode: 'public' }, 'bad@y.se', true, false],
    [{ mode: 'email' }, null, false, false],
    [{ mode: 'email' }, 'who@z.se', false, true],
    [{ mode: 'email_code' }, 'who@z.se', false, false],
    [{ mode: 'email_code' }, 'who@z.se', true, true],
    [{ mode: 'authorized_only' }, 'who@z.se', true, false],
    [{ mode: 'authorized_only' }, 'who@y.se', false, true],
    [{ mode: 'authorized_only' }, 'bad@y.se', true, false],
    [{ mode: 'authorized_only', requireCode: true }, 'a@x.se', false, false],
    [{ mode: 'authorized_only', requireCode: true }, 'a@x.se', true, true],
  ])('is granted by the rule %j to %s (code: %s): %s', (change, email, isVerifiedByCode, isGranted) => {
    expect(grantsSession(rule(change), { email, isVerifiedByCode })).toBe(isGranted);
  });

  it('of a listed domain is of exactly that one', () => {
    expect(
      ['who@y.se', 'who@sub.y.se', 'who@yy.se', 'a@x.se', 'b@x.se'].map((one) =>
        isListed(rule({}).allowedEmails, one),
      ),
    ).toEqual([true, false, false, true, false]);
  });
});

describe('the arrival of a tracking link', () => {
  const arrival = { lat: 57.7, lng: 11.97, label: null, radiusM: 100, dwellSeconds: 120, graceMinutes: 5 };
  const at = { lat: 57.7, lng: 11.97 };
  const parkedSince = (since: number) => ({
    arrival,
    progress: { arrival: { stand: { ...at, since, parked: true }, arrivedAt: null }, leastEtaMinutes: null },
  });
  const arrived = (arrivedAt: number) => ({
    arrival,
    progress: { arrival: { stand: null, arrivedAt }, leastEtaMinutes: 0 },
  });
  const MINUTE = 60_000;

  it.each<[string, Partial<TrackingLink>, object | null, number | null]>([
    ['is awaited while it has parked for a minute', parkedSince(NOW - MINUTE), null, NOW + MINUTE],
    ['ends it five minutes after it parked', parkedSince(NOW - 3 * MINUTE), null, NOW + 2 * MINUTE],
    ['has ended it', parkedSince(NOW - 5 * MINUTE), { reason: 'arrival', at: NOW }, null],
    ['ends it when the grace time is over', arrived(NOW - 4 * MINUTE), null, NOW + MINUTE],
    [
      'loses to an earlier end',
      { ...arrived(NOW - HOUR), expiresAt: NOW - HOUR },
      { reason: 'time', at: NOW - HOUR },
      null,
    ],
    ['does not matter without a rule', { ...arrived(NOW - HOUR), arrival: null }, null, null],
  ])('%s', (_, change, end, dueAt) => {
    const link = aLink(change);
    const standing = linkStateAt(link, NOW, new Utc());
    expect([standing.end, nextDueAt(link, standing, NOW)]).toEqual([end, dueAt]);
  });

  it('is not awaited when the route is completed', () => {
    const { end } = linkStateAt(aLink({ ...parkedSince(NOW), completedAt: NOW - 1 }), NOW, new Utc());
    expect(end).toEqual({ reason: 'route_completed', at: NOW - 1 });
  });
});
