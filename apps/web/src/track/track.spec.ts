import type { PublicPosition } from '@yipii/client';
import { nextWindow } from './arrival-window';
import { contactWays } from './contact-ways';
import { contrast, readableOn, textOn } from './contrast';
import { Cadence } from './freshness';
import { Format } from './format';
import { glideTo, metresBetween, spotOf } from './glide';
import { reachable } from './web-socket';

const MINUTE = 60_000;
const NOON = Date.parse('2026-11-23T12:00:00.000Z');
const at = (ms: number, moving = true): PublicPosition => ({
  ...{ timestamp: new Date(NOON + ms).toISOString(), lat: 57.7, lng: 11.97, speed: 40, heading: 90, moving },
  ...{ address: null, display_name: 'Your delivery' },
});

describe('the window of an arrival', () => {
  const format = new Format('en-GB', 'UTC');
  const shown = ({ from, to }: { from: number; to: number }) => `${format.clock(from)}–${format.clock(to)}`;

  it('holds the arrival, in steps of the clock, wider the farther away', () => {
    expect(shown(nextWindow(null, NOON + 14 * MINUTE, NOON))).toBe('12:10–12:20');
    expect(shown(nextWindow(null, NOON + 73 * MINUTE, NOON))).toBe('13:05–13:25');
    for (let minutes = 0; minutes < 300; minutes++) {
      const { from, to } = nextWindow(null, NOON + minutes * MINUTE, NOON);
      expect(from).toBeLessThanOrEqual(NOON + minutes * MINUTE);
      expect(to).toBeGreaterThanOrEqual(NOON + minutes * MINUTE);
    }
  });

  it('stays until the arrival has moved by more than 2 minutes, or 15 % of a long way', () => {
    const first = nextWindow(null, NOON + 10 * MINUTE, NOON);
    expect(nextWindow(first, NOON + 12 * MINUTE, NOON)).toBe(first);
    expect(nextWindow(first, NOON + 12.1 * MINUTE, NOON)).not.toBe(first);
    const far = nextWindow(null, NOON + 100 * MINUTE, NOON);
    expect(nextWindow(far, NOON + 114 * MINUTE, NOON)).toBe(far);
    expect(nextWindow(far, NOON + 120 * MINUTE, NOON)).not.toBe(far);
  });

  it('is never one that has passed', () => {
    const first = nextWindow(null, NOON + MINUTE, NOON);
    const later = first.to + MINUTE;
    expect(nextWindow(first, later, later).to).toBeGreaterThan(later);
  });
});

describe('the freshness of a position', () => {
  it('is never live beyond twice the usual interval', () => {
    const cadence = new Cadence();
    for (const ms of [0, 90_000, 180_000, 270_000]) cadence.heard(at(ms));
    expect(cadence.freshness(180_000)).toBe('live');
    expect(cadence.freshness(180_001)).toBe('delayed');
    expect(cadence.freshness(16 * MINUTE)).toBe('silent');
  });

  it('gives a vehicle that stands longer, and forgets it when it drives off', () => {
    const cadence = new Cadence();
    for (const ms of [0, 300_000, 600_000]) cadence.heard(at(ms, false));
    expect(cadence.freshness(19 * MINUTE)).toBe('live');
    cadence.heard(at(610_000));
    expect(cadence.freshness(61_000)).toBe('delayed');
  });

  it('is not narrowed by a vehicle that reports every second', () => {
    const cadence = new Cadence();
    for (const ms of [0, 1_000, 2_000]) cadence.heard(at(ms));
    expect(cadence.latest).toBe(1_000);
    expect(cadence.freshness(60_000)).toBe('live');
  });
});

describe('a marker between two fixes', () => {
  const [from, to] = [
    { lat: 57.7, lng: 11.97 },
    { lat: 57.701, lng: 11.972 },
  ];

  it('moves evenly and never beyond the newest fix', () => {
    const glide = glideTo(from, to, 10_000, 0);
    if (!glide) throw new Error('It jumps');
    expect(spotOf(glide, 0)).toEqual(from);
    expect(metresBetween(from, spotOf(glide, 5_000))).toBeCloseTo(metresBetween(from, to) / 2, 3);
    expect(metresBetween(to, spotOf(glide, 60_000))).toBeLessThan(0.001);
  });

  it('jumps over more than 500 m', () => {
    expect(glideTo(from, { lat: 57.71, lng: 11.97 }, 10_000, 0)).toBeNull();
  });
});

describe("a brand's colour", () => {
  it.each(['#ffff00', '#0f766e', '#000000', '#ffffff', '#ff6600', '#7f7f7f'])(
    'can be read on the sheet, and text on it: %s',
    (color) => {
      for (const surface of ['#ffffff', '#1d2125']) {
        const readable = readableOn(color, surface);
        expect(contrast(readable, surface)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(readable, textOn(readable))).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it('stays as it is where it can be read', () => {
    expect(readableOn('#0f766e', '#ffffff')).toBe('#0f766e');
  });
});

describe('the contact of a brand', () => {
  const nobody = { name: null, email: null, phone: null, url: null };

  it('is linked as far as it is known', () => {
    expect(contactWays(nobody)).toEqual([]);
    expect(contactWays({ ...nobody, email: 'a+b?c@acme.example', phone: '+46 (31) 123-45' })).toEqual([
      { text: 'a+b?c@acme.example', href: 'mailto:a%2Bb%3Fc@acme.example' },
      { text: '+46 (31) 123-45', href: 'tel:+463112345' },
    ]);
    expect(contactWays({ ...nobody, url: 'https://acme.example/help' })).toMatchObject([
      { text: 'acme.example', href: 'https://acme.example/help' },
    ]);
  });

  it.each(['javascript:alert(1)', 'http://acme.example', 'https://a:b', ''])(
    'is no link where it is no address of a page: %s',
    (url) => expect(contactWays({ ...nobody, url })).toEqual([]),
  );
});

describe('numbers', () => {
  it.each([
    ['en-US', '42 sec', '9 min', '2 hr', '3.4 km', '350 m'],
    ['sv-SE', '42 s', '9 min', '2 tim', '3,4 km', '350 m'],
    ['de-DE', '42 Sek.', '9 Min.', '2 Std.', '3,4 km', '350 m'],
    ['es-ES', '42 s', '9 min', '2 h', '3,4 km', '350 m'],
  ])('are said as in %s', (locale, ...said) => {
    const format = new Format(locale, 'UTC');
    const durations = [42_900, 9.9 * MINUTE, 150 * MINUTE].map((ms) => format.duration(ms));
    const distances = [3.42, 0.36].map((km) => format.distance(km));
    expect([...durations, ...distances].map((text) => text.replace(/\s/g, ' '))).toEqual(said);
  });
});

describe('the address of the WebSocket', () => {
  const local = { key: 'k', host: 'localhost', port: 6001, tls: false };

  it('is that of the page for a phone that reached a local server by its address', () => {
    const phone = { hostname: '192.168.1.7', port: '8080', protocol: 'http:' };
    expect(reachable(local, phone)).toEqual({ key: 'k', host: '192.168.1.7', port: 8080, tls: false });
  });

  it('is else the one that the server names', () => {
    expect(reachable(local, { hostname: '127.0.0.1', port: '8080', protocol: 'http:' })).toBe(local);
    const named = { ...local, host: 'ws.example.com' };
    expect(reachable(named, { hostname: 'example.com', port: '', protocol: 'https:' })).toBe(named);
  });
});
