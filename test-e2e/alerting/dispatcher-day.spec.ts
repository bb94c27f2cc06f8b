import {
  NO_NOTICES,
  noticesDueAt,
  notifyPerson,
  STANDARD_POLICY,
  type AlertEvent,
  type NoticeInput,
  type NotificationPolicy,
  type PersonNotices,
} from '@yipii/domain';
import { TemporalTimeZones } from '@yipii/platform';
import { simulateDay } from '@yipii/simulator';
import { alertsOfDay } from './alerts-of-day';
import { TOWN, TOWN_RULES, TOWN_WATCH } from './town-rules';

const START = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
const POLICY: NotificationPolicy = { ...STANDARD_POLICY, id: 1, emails: ['ada@example.com'] };
const WORLD = {
  policies: new Map([[1, POLICY]]),
  zones: new TemporalTimeZones(),
  isMuted: () => false,
};

/** When the dispatcher gets messages, if each alert is known as of its own time. */
function messagesOf(inputs: readonly (readonly [at: number, input: NoticeInput])[], end: number): number[] {
  let state: PersonNotices = NO_NOTICES;
  const messages: number[] = [];
  const step = (now: number, input: NoticeInput): void => {
    const told = notifyPerson(state, input, { ...WORLD, now });
    ({ state } = told);
    messages.push(...told.notices.map(() => now));
  };
  const until = (time: number): void => {
    for (let due = noticesDueAt(state); due !== null && due <= time; due = noticesDueAt(state))
      step(due, { kind: 'clock' });
  };
  for (const [at, input] of inputs) {
    until(at);
    step(at, input);
  }
  until(end);
  return messages;
}

function raise({ incident, at }: AlertEvent): NoticeInput {
  const { type, assetId, ruleId } = incident;
  const alert = {
    ...{ id: JSON.stringify(incident), type, severity: 'warning', assetId, ruleId, ruleName: type },
    ...{ assetName: `Truck ${assetId}`, triggeredAt: at },
  };
  return { kind: 'raised', alert, policies: [POLICY] };
}

describe('the dispatcher of a fleet with all that goes wrong', () => {
  it('gets at most five messages on any day by the standard policy', async () => {
    const day = simulateDay({ vehicles: 12, seed: 20261124, start: START, watch: TOWN_WATCH });
    const assets = await alertsOfDay(day, TOWN_RULES, TOWN, START + DAY_MS);
    const inputs = [...assets.values()]
      .flatMap(({ alerts }) => alerts)
      .flatMap(({ raised, cleared }): (readonly [number, NoticeInput])[] => {
        const alertId = JSON.stringify(raised.incident);
        const ends = cleared ? ([[cleared.at, { kind: 'cleared', alertId }]] as const) : [];
        return [[raised.at, raise(raised)], ...ends];
      })
      .sort(([a], [b]) => a - b);
    const messages = messagesOf(inputs, START + 2 * DAY_MS);
    const perDay = new Map<number, number>();
    for (const at of messages) {
      const date = Math.floor(at / DAY_MS);
      perDay.set(date, (perDay.get(date) ?? 0) + 1);
    }
    expect(perDay.get(START / DAY_MS)).toBeGreaterThan(0);
    expect(Math.max(...perDay.values())).toBeLessThanOrEqual(5);
  });
});
