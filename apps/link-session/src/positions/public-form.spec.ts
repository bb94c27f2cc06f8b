import { aLocation, aTrackingLink } from '@yipii/testing';
import fc from 'fast-check';
import { PublicForm, seqOf } from './public-form';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const NAMES = ['timestamp', 'lat', 'lng', 'heading', 'speed', 'moving', 'address', 'display_name'];
const at = (street: string) => ({
  ...{ street, town: 'Vilnius', postcode: '1', country: 'LT' },
  formatted: 'x',
});

describe('the public form of a position', () => {
  it('holds nothing of the vehicle, whatever it reports', () => {
    const secret = fc.string({ minLength: 8 }).map((text) => `secret-${text}`);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), secret), secret, (attributes, name) => {
        const location = aLocation({ name, attributes, seq: 987_654_321, assetId: 123_456_789 });
        const { position } = PublicForm.of(aTrackingLink(), location, { progress: null, now: NOW });
        expect(Object.keys(position)).toEqual(NAMES);
        expect(JSON.stringify(position)).not.toMatch(/secret-|987654321|123456789/);
      }),
    );
  });

  it.each([
    [null, 'Fahrzeug'],
    [' \u00a0', 'Fahrzeug'],
    ['Ihre Lieferung', 'Ihre Lieferung'],
  ])('calls the vehicle of a link named %j %s', (displayName, shown) => {
    const link = aTrackingLink({ displayName, locale: 'de' });
    const { position } = PublicForm.of(link, aLocation(), { progress: null, now: NOW });
    expect(position.display_name).toBe(shown);
  });

  it('has an arrival only where the link has one, and none on stale data', () => {
    const arrival = { lat: 1, lng: 2, label: null, radiusM: 1, dwellSeconds: 1, graceMinutes: 1 };
    const progress = {
      ...{ distanceKm: 3.44, arrivesAt: NOW + 9 * 60_000, staleAt: NOW, isHidden: false, isPrivate: false },
      ...{ arrivedAt: null, endsAt: null },
    };
    const form = (now: number) =>
      PublicForm.of(aTrackingLink({ arrival }), aLocation(), { progress, now }).position;
    expect(form(NOW)).toMatchObject({ distance_km: 3.4, eta_minutes: 9 });
    expect(form(NOW + 1)).toMatchObject({ distance_km: 3.4, eta_minutes: null });
  });

  it.each([
    ['Gedimino pr. 9', 'Gedimino pr.'],
    ['Kungsgatan 12 B', 'Kungsgatan'],
    ['12b Main Street', 'Main Street'],
    ['Hauptstraße 5-7', 'Hauptstraße'],
    ['Kyrkogatan', 'Kyrkogatan'],
    ['Straße des 17. Juni 135', 'Straße des 17. Juni'],
  ])('of %s names %s', (street, shown) => {
    const { position } = PublicForm.of(aTrackingLink(), aLocation({ address: at(street) }), {
      progress: null,
      now: NOW,
    });
    expect(position.address).toEqual({ street: shown, town: 'Vilnius' });
  });

  it('is ordered by the vehicle, then by the time of the fix', () => {
    const [early, late] = ['2026-06-01T12:00:00Z', '2026-06-01T12:00:01Z'];
    const order = [
      seqOf(aTrackingLink(), '1999-01-01T00:00:00Z'),
      seqOf(aTrackingLink(), early),
      seqOf(aTrackingLink(), late),
      seqOf(aTrackingLink({ vehicleChanges: 1 }), early),
      seqOf(aTrackingLink({ generation: 2, vehicleChanges: 1 }), early),
      seqOf(aTrackingLink({ generation: 5_000 }), late),
    ];
    expect([...order].sort((a, b) => a - b)).toEqual(order);
    expect(order.every(Number.isSafeInteger)).toBe(true);
  });
});
