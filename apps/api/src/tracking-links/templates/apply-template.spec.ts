import { applyTemplate, arrivalAt } from './apply-template';
import type { LinkTemplateView } from './link-template.schema';

const NOON = Date.UTC(2026, 5, 1, 12);
const fields = {
  ...{ name: 'Deliveries', name_pattern: '{route}: {stop} {reference}', life_seconds: 3_600 },
  ...{ access_mode: 'email', locale: 'sv', max_viewers: 5 },
  arrival: { radius_m: 50, dwell_seconds: 60, grace_minutes: 1 },
};
const templateWith = (others: object = {}) => ({ ...fields, ...others }) as LinkTemplateView;
const template = templateWith();

describe('a link by a template', () => {
  it('has its settings where it says nothing itself', () => {
    const link = applyTemplate(template, { template_id: 7, locale: 'de', max_viewers: null }, {}, NOON);
    expect(link).toMatchObject({ access_mode: 'email', locale: 'de', max_viewers: null });
    expect(link).toMatchObject({ expires_at: '2026-06-01T13:00:00.000Z' });
    expect(link).not.toHaveProperty('template_id');
  });

  it('may have another end', () => {
    expect(applyTemplate(template, { expires_at: null }, {}, NOON)).toMatchObject({ expires_at: null });
  });

  it.each([
    [{ route: 'North', stop: 'Ada', reference: 'PO-77' }, 'North: Ada PO-77'],
    [{ reference: 'PO-77' }, ':  PO-77'],
  ])('is named by its pattern with %j', (names, name) => {
    expect(applyTemplate(template, {}, names, NOON)).toMatchObject({ name });
  });

  it('is named as its template where the pattern gives nothing, and as it says itself', () => {
    const unnamed = templateWith({ name_pattern: '{reference}' });
    expect(applyTemplate(unnamed, {}, {}, NOON)).toMatchObject({ name: 'Deliveries' });
    expect(applyTemplate(unnamed, { name: 'x' }, { reference: 'y' }, NOON)).toMatchObject({ name: 'x' });
  });

  it('waits for an arrival where it says, as the template has it', () => {
    const { arrival } = applyTemplate(template, { arrival: { lat: 57, lng: 11, radius_m: 80 } }, {}, NOON);
    expect(arrival).toEqual({ lat: 57, lng: 11, radius_m: 80, dwell_seconds: 60, grace_minutes: 1 });
    expect(arrivalAt(template, { lat: 57, lng: 11, name: 'Ada' })).toMatchObject({
      label: 'Ada',
      radius_m: 50,
    });
    expect(arrivalAt(templateWith({ arrival: null }), { lat: 57, lng: 11, name: 'Ada' })).toBeNull();
  });
});
