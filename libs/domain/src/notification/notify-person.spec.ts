import fc from 'fast-check';
import { scheduleAt } from '../schedule/schedule-at';
import { TimeZones } from '../schedule/time-zones';
import type { NotificationPolicy, ToldAlert } from './notification-policy';
import { notifyPerson, type Notice, type NoticeInput } from './notify-person';
import { NO_NOTICES, noticesDueAt, type PersonNotices } from './person-notices';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday. */
const NOON = Date.UTC(2026, 5, 1, 12);

class OnlyUtc extends TimeZones {
  has = (zone: string) => zone === 'UTC';
  dayAt = (instant: number) => Math.floor(instant / DAY);
  instantOf = (day: number, minute: number) => day * DAY + minute * MINUTE;
}
const zones = new OnlyUtc();
const night = { timezone: 'UTC', windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' }] };

const aPolicy = (fields: Partial<NotificationPolicy> = {}): NotificationPolicy => ({
  ...{ id: 1, emails: ['ada@example.com'], locale: 'en', minSeverity: 'warning', groupIds: null },
  ...{ alsoTold: [], quietHours: null, digest: null, escalation: [], storm: null },
  ...fields,
});

const anAlert = (id: string, fields: Partial<ToldAlert> = {}): ToldAlert => ({
  ...{ id, type: 'speed.exceeded', severity: 'warning', assetId: 7, assetName: 'Truck 7' },
  ...{ ruleId: 3, ruleName: 'Town', triggeredAt: NOON },
  ...fields,
});
const critical = { severity: 'critical' };
const offline = { type: 'device.offline' };

/** One person under a clock that is called whenever something is due, as the app does. */
class Person {
  private state: PersonNotices = NO_NOTICES;
  now = NOON;
  /** `<minutes since noon> <kind>: <ids>`. */
  readonly got: string[] = [];
  readonly notices: (Notice & { readonly at: number })[] = [];
  readonly muted = new Set<string>();
  policies: NotificationPolicy[];

  constructor(...policies: NotificationPolicy[]) {
    this.policies = policies;
  }

  raise(alert: ToldAlert, policies = this.policies): this {
    return this.step({ kind: 'raised', alert, policies });
  }

  clear(alertId: string): this {
    return this.step({ kind: 'cleared', alertId });
  }

  acknowledge(alertId: string): this {
    return this.step({ kind: 'acknowledged', alertId });
  }

  pass(ms: number): this {
    const until = this.now + ms;
    for (let due = noticesDueAt(this.state); due !== null && due <= until; due = noticesDueAt(this.state)) {
      this.now = Math.max(this.now, due);
      this.step({ kind: 'clock' });
    }
    this.now = until;
    return this;
  }

  private step(input: NoticeInput): this {
    const { now, policies, muted } = this;
    const { state, notices } = notifyPerson(this.state, input, {
      ...{ now, zones, policies: new Map(policies.map((policy) => [policy.id, policy])) },
      isMuted: ({ id }) => muted.has(id),
    });
    this.state = JSON.parse(JSON.stringify(state)) as PersonNotices;
    for (const notice of notices) {
      this.notices.push({ ...notice, at: now });
      const ids = notice.alerts.map(({ id }) => id).join('+');
      this.got.push(`${(now - NOON) / MINUTE} ${notice.kind}: ${ids}`);
    }
    return this;
  }
}

describe('a person', () => {
  it('is told of what is severe enough, once, however many policies match', () => {
    const person = new Person(aPolicy(), aPolicy({ id: 2, minSeverity: 'info' }), aPolicy({ id: 3 }));
    person
      .raise(anAlert('a'))
      .raise(anAlert('a'))
      .raise(anAlert('b', { severity: 'info' }));
    expect(person.notices.map(({ policyId }) => policyId)).toEqual([1, 2]);
    const strict = new Person(aPolicy({ minSeverity: 'critical' }));
    expect(strict.raise(anAlert('a')).raise(anAlert('b', critical)).got).toEqual(['0 raised: b']);
  });

  it('sleeps at night, but for what is critical', () => {
    const person = new Person(aPolicy({ quietHours: night })).pass(11 * HOUR);
    person.raise(anAlert('a')).raise(anAlert('b', critical)).raise(anAlert('c')).pass(DAY);
    expect(person.got).toEqual([`${11 * 60} raised: b`, `${18 * 60} raised: a+c`]);
  });

  it('gets a digest so long after its first alert, or at a time of the day', () => {
    const soon = new Person(aPolicy({ digest: { kind: 'minutes', minutes: 30 } }));
    soon
      .raise(anAlert('a'))
      .pass(20 * MINUTE)
      .raise(anAlert('b'))
      .pass(HOUR)
      .raise(anAlert('c'))
      .pass(HOUR);
    expect(soon.got).toEqual(['30 raised: a+b', '110 raised: c']);
    const daily = new Person(aPolicy({ digest: { kind: 'daily', at: '07:00', timezone: 'UTC' } }));
    daily.raise(anAlert('a')).pass(DAY).raise(anAlert('b')).raise(anAlert('c', critical)).pass(DAY);
    expect(daily.got).toEqual(['1140 raised: a', '1440 raised: c', '2580 raised: b']);
  });

  it('is not told of what was cleared, muted, or lost its policy while it waited', () => {
    const digest = { kind: 'minutes', minutes: 30 } as const;
    const person = new Person(aPolicy({ digest }));
    person.raise(anAlert('a')).raise(anAlert('b')).raise(anAlert('c')).clear('b');
    person.muted.add('c');
    expect(person.pass(HOUR).got).toEqual(['30 raised: a']);
    person.raise(anAlert('d'));
    person.policies = [];
    expect(person.pass(HOUR).got).toHaveLength(1);
  });

  it('is reminded in at most as many steps, until somebody takes it', () => {
    const escalation = [
      { afterMinutes: 5, emails: null },
      { afterMinutes: 10, emails: ['boss@example.com'] },
      { afterMinutes: 20, emails: null },
    ];
    const alone = new Person(aPolicy({ escalation })).raise(anAlert('a', critical)).raise(anAlert('b'));
    expect(
      alone
        .pass(6 * MINUTE)
        .acknowledge('b')
        .pass(DAY).got,
    ).toEqual([...['0 raised: a', '0 raised: b', '5 reminder: a+b', '15 reminder: a', '35 reminder: a']]);
    expect(alone.notices[3]?.emails).toEqual(['boss@example.com']);
    const taken = new Person(aPolicy({ escalation })).raise(anAlert('a', critical)).pass(6 * MINUTE);
    expect(taken.acknowledge('a').pass(DAY).got).toEqual(['0 raised: a', '5 reminder: a']);
    const over = new Person(aPolicy({ escalation })).raise(anAlert('a', critical)).clear('a').pass(DAY);
    expect(over.got).toEqual(['0 raised: a']);
  });

  it('is told of ends where the policy says so, and only of what was told', () => {
    const person = new Person(aPolicy({ alsoTold: ['cleared', 'acknowledged'] }));
    person.raise(anAlert('a')).acknowledge('a').clear('a').clear('never told');
    expect(person.got).toEqual(['0 raised: a', '0 acknowledged: a', '0 cleared: a']);
  });

  it('gets one list where many assets go offline together', () => {
    const storm = { assets: 3, minutes: 5 };
    const many = new Person(aPolicy({ storm }));
    for (const id of ['a', 'b', 'c', 'd', 'e']) many.raise(anAlert(id, offline)).pass(MINUTE / 2);
    expect(many.pass(HOUR).got).toEqual(['5 storm: a+b+c+d+e']);
    const few = new Person(aPolicy({ storm }));
    expect(few.raise(anAlert('a', offline)).raise(anAlert('b', offline)).pass(HOUR).got).toEqual([
      ...['5 raised: a', '5 raised: b'],
    ]);
    const severe = new Person(aPolicy({ storm }));
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) severe.raise(anAlert(id, { ...offline, ...critical }));
    expect(severe.pass(HOUR).got).toEqual([
      ...['0 raised: a', '0 raised: b', '0 raised: c', '5 storm: d+e+f'],
    ]);
  });

  const policies = fc.record({
    quietHours: fc.constantFrom(null, night),
    digest: fc.constantFrom(
      null,
      { kind: 'minutes', minutes: 45 } as const,
      { kind: 'daily', at: '07:30', timezone: 'UTC' } as const,
    ),
    escalation: fc.constantFrom(
      [],
      [
        { afterMinutes: 5, emails: null },
        { afterMinutes: 9, emails: null },
      ],
    ),
    storm: fc.constantFrom(null, { assets: 2, minutes: 5 }),
  });
  const happening = fc.record({
    wait: fc.integer({ min: 0, max: 6 * HOUR }),
    id: fc.integer({ min: 0, max: 8 }).map(String),
    what: fc.constantFrom('raise', 'raise', 'raise', 'clear', 'acknowledge'),
    severity: fc.constantFrom('info', 'warning', 'critical'),
    type: fc.constantFrom('speed.exceeded', 'device.offline'),
  });

  it('is never told twice, late, at night or of what is over, whatever happens', () => {
    fc.assert(
      fc.property(policies, fc.array(happening, { maxLength: 40 }), (settings, story) => {
        const person = new Person(aPolicy(settings));
        const over = new Map<string, number>();
        const raisedAt = new Map<string, number>();
        for (const { wait, id, what, severity, type } of story) {
          person.pass(wait);
          if (what === 'raise') {
            if (!raisedAt.has(id)) raisedAt.set(id, person.now);
            person.raise(
              anAlert(id, { severity: raisedAt.get(id) === person.now ? severity : 'info', type }),
            );
          } else {
            if (raisedAt.has(id)) over.set(id, person.now);
            if (what === 'clear') person.clear(id);
            else person.acknowledge(id);
          }
        }
        person.pass(3 * DAY);
        checkNotices(person.notices, settings.quietHours, over);
      }),
    );
  });

  function checkNotices(
    notices: readonly (Notice & { readonly at: number })[],
    quietHours: NotificationPolicy['quietHours'],
    over: ReadonlyMap<string, number>,
  ): void {
    const told = notices.filter(({ kind }) => kind !== 'reminder').flatMap(({ alerts }) => alerts);
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    for (const { kind, alerts, at } of notices) {
      const isCritical = alerts.some(({ severity }) => severity === 'critical');
      const isQuiet = quietHours !== null && scheduleAt(quietHours, at, zones).active;
      if ((kind === 'raised' || kind === 'reminder') && !isCritical) expect(isQuiet).toBe(false);
      for (const { id } of kind === 'reminder' ? alerts : [])
        expect(over.get(id) ?? Infinity).toBeGreaterThanOrEqual(at);
    }
    for (const { id } of told)
      expect(
        notices.filter((one) => one.kind === 'reminder' && one.alerts.some((alert) => alert.id === id))
          .length,
      ).toBeLessThan(3);
  }
});
