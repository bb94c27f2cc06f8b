import type { FollowedLink, LinkEnd, LinkStatus, PublicPosition } from '@yipii/client';
import { MESSAGES } from '../messages/messages';
import { describe as describeJourney, type Words } from './describe';
import { Format } from './format';
import { Journey } from './journey';

const NOW = Date.parse('2026-11-23T13:56:00.000Z');
const MINUTE = 60_000;
const words: Words = { texts: MESSAGES.en, format: new Format('en-GB', 'Europe/Stockholm'), sender: 'Acme' };

const link = (status: LinkStatus, fields: Partial<FollowedLink> = {}): FollowedLink => ({
  ...{ status, display_name: 'Your delivery', expires_at: null },
  schedule: { active: status === 'active', next_change_at: null },
  ...fields,
});
const position = (age: number, fields: Partial<PublicPosition> = {}): PublicPosition => ({
  ...{
    timestamp: new Date(NOW - age).toISOString(),
    lat: 57.7,
    lng: 11.97,
    speed: 40,
    heading: 90,
    moving: true,
  },
  ...{ address: { street: 'Avenyn', town: 'Göteborg' }, display_name: 'Your delivery' },
  ...fields,
});

function said(told: FollowedLink | null, ...positions: (PublicPosition | null)[]) {
  const journey = new Journey();
  journey.link = told;
  for (const each of positions) journey.take(each, NOW);
  return describeJourney(journey, NOW, words);
}

describe('the page says', () => {
  it('when it arrives, whether the promise is kept, where it is and how far away', () => {
    const near = position(4_000, { eta_minutes: 16, distance_km: 3.42 });
    expect(said(link('active', { promise: 'on_time' }), near)).toEqual({
      ...{ headline: 'Arriving 15:05–15:15', line: 'On time · Avenyn, Göteborg · 3.4 km away' },
      ...{ age: 'Updated just now', marker: 'moving' },
    });
  });

  it('that it is on the move, or stopped and for how long', () => {
    expect(said(link('active'), position(12_000))).toMatchObject({
      ...{
        headline: 'On the move',
        line: 'Avenyn, Göteborg',
        age: expect.stringMatching(/^Updated 12 secs? ago$/) as string,
      },
    });
    const still = [12 * MINUTE + 5_000, 2 * MINUTE].map((age) => position(age, { moving: false }));
    expect(said(link('active'), ...still)).toMatchObject({
      headline: expect.stringMatching(/^Stopped for 12 mins?$/) as string,
      marker: 'stopped',
    });
  });

  it('nothing of an arrival where the position is old', () => {
    const old = position(4 * MINUTE, { eta_minutes: 16, distance_km: 3.42 });
    expect(said(link('active'), old)).toEqual({
      headline: expect.stringMatching(/^Last seen 4 mins? ago$/) as string,
      ...{ line: 'Avenyn, Göteborg', age: 'delayed', marker: 'delayed' },
    });
  });

  it('that there is no signal, since when and what that means', () => {
    expect(said(link('active'), position(64 * MINUTE))).toMatchObject({
      ...{ headline: 'No signal since 13:52', line: MESSAGES.en.noSignalWhy, marker: 'silent' },
    });
  });

  it('when it starts, in the time zone of the reader', () => {
    const schedule = { active: false, next_change_at: '2026-11-24T07:00:00.000Z' };
    expect(said(link('outside_schedule', { schedule }), null)).toEqual({
      headline: 'Starts on Tuesday 24 November at 08:00',
      line: 'In your time zone (Central European Standard Time). This page starts by itself.',
      ...{ age: '', marker: null },
    });
    const today = { active: false, next_change_at: '2026-11-23T15:00:00.000Z' };
    expect(said(link('not_started', { schedule: today }), null).headline).toBe('Starts at 16:00');
  });

  it.each<[LinkStatus, string]>([
    ['not_yet_visible', 'Visible shortly before your stop'],
    ['withheld', 'Not shown at the moment'],
    ['active', 'Waiting for the first position'],
  ])('why there is no vehicle (%s)', (status, headline) => {
    expect(said(link(status), null)).toMatchObject({ headline, marker: null });
  });

  it.each<[LinkEnd['reason'], string, string]>([
    ['arrival', 'Arrived at 14:50', 'Your door'],
    ['disabled', 'This link has ended', 'Ask Acme if you have questions.'],
    ['time', 'This link has ended', 'Ask Acme if you have questions.'],
  ])('how it ended (%s)', (reason, headline, line) => {
    const journey = new Journey();
    journey.link = link('active', { destination: { label: 'Your door', lat: 57.7, lng: 11.97 } });
    journey.take(position(0), NOW);
    journey.end = { reason, at: '2026-11-23T13:50:00.000Z' };
    expect(describeJourney(journey, NOW, words)).toEqual({ headline, line, age: '', marker: null });
  });

  it('nothing old of another vehicle', () => {
    const journey = new Journey();
    journey.link = link('active');
    journey.take(position(0, { eta_minutes: 5 }), NOW);
    journey.changeVehicle();
    expect(describeJourney(journey, NOW, words)).toMatchObject({ marker: null, age: '' });
  });
});
