import { TimeZones } from '../schedule/time-zones';
import type { NotificationPolicy, ToldAlert } from './notification-policy';
import { notifyPerson, type NoticeInput } from './notify-person';
import { NO_NOTICES, noticesDueAt, type PersonNotices } from './person-notices';
import { STANDARD_POLICY } from './standard-policy';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MIDNIGHT = Date.UTC(2026, 5, 1);
const VEHICLES = 50;

class OnlyUtc extends TimeZones {
  has = (zone: string) => zone === 'UTC';
  dayAt = (instant: number) => Math.floor(instant / DAY);
  instantOf = (day: number, minute: number) => day * DAY + minute * MINUTE;
}

/** Numbers in [0, 1), the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Happening = readonly [at: number, input: (policy: NotificationPolicy) => NoticeInput];

/**
 * A working day of 50 vehicles: each speeds, idles and crosses fences ten times, a garage without reception swallows a
 * dozen of them at once, and two call for help.
 */
function aDay(random: () => number): Happening[] {
  const alert = (id: string, type: string, severity: string, vehicle: number): ToldAlert => ({
    ...{ id, type, severity, assetId: vehicle, assetName: `Truck ${vehicle}`, ruleId: 1, ruleName: type },
    triggeredAt: MIDNIGHT,
  });
  const raise = (one: ToldAlert) => (policy: NotificationPolicy) =>
    ({ kind: 'raised', alert: one, policies: [policy] }) as const;
  const day: Happening[] = [];
  for (let vehicle = 0; vehicle < VEHICLES; vehicle += 1) {
    for (let n = 0; n < 10; n += 1) {
      const at = MIDNIGHT + (6 + random() * 12) * HOUR;
      const id = `${vehicle} ${n}`;
      const type = ['speed.exceeded', 'device.idling', 'geofence.entered'][n % 3] ?? '';
      day.push([at, raise(alert(id, type, n % 4 === 3 ? 'info' : 'warning', vehicle))]);
      if (n % 3 < 2) day.push([at + 5 * MINUTE, () => ({ kind: 'cleared', alertId: id })]);
    }
    if (vehicle % 4 === 0) {
      const at = MIDNIGHT + 12 * HOUR + random() * 3 * MINUTE;
      day.push([at, raise(alert(`offline ${vehicle}`, 'device.offline', 'warning', vehicle))]);
    }
  }
  for (const vehicle of [7, 31])
    day.push([
      MIDNIGHT + (8 + random() * 8) * HOUR,
      raise(alert(`sos ${vehicle}`, 'device.sos', 'critical', vehicle)),
    ]);
  return day.sort(([a], [b]) => a - b);
}

describe('the dispatcher of 50 vehicles, by the standard policy,', () => {
  it.each([1, 2, 3, 4, 5])(
    'gets at most 5 messages on a day, every critical alert at once (seed %d)',
    (seed) => {
      const policy: NotificationPolicy = { ...STANDARD_POLICY, id: 1, emails: ['ada@example.com'] };
      const world = { policies: new Map([[1, policy]]), zones: new OnlyUtc(), isMuted: () => false };
      let state: PersonNotices = NO_NOTICES;
      const messages: { readonly at: number; readonly alerts: readonly ToldAlert[] }[] = [];
      const step = (now: number, input: NoticeInput): void => {
        const { state: next, notices } = notifyPerson(state, input, { ...world, now });
        state = next;
        messages.push(...notices.map(({ alerts }) => ({ at: now, alerts })));
      };
      const until = (time: number): void => {
        for (let due = noticesDueAt(state); due !== null && due <= time; due = noticesDueAt(state))
          step(due, { kind: 'clock' });
      };
      const raisedAt = new Map<string, number>();
      for (const [at, inputOf] of aDay(numbers(seed))) {
        until(at);
        const input = inputOf(policy);
        if (input.kind === 'raised') raisedAt.set(input.alert.id, at);
        step(at, input);
      }
      until(MIDNIGHT + DAY);
      expect(messages.length).toBeLessThanOrEqual(5);
      const critical = messages.filter(({ alerts }) =>
        alerts.some(({ severity }) => severity === 'critical'),
      );
      expect(critical.map(({ at, alerts }) => at - (raisedAt.get(alerts[0]?.id ?? '') ?? NaN))).toEqual([
        0, 0,
      ]);
    },
  );
});
