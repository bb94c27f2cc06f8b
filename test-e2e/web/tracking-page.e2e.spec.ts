import { eventually } from '@yipii/testing';
import { timed } from '../support/stolen-time';
import { AVENYN, FollowedVehicle } from './followed-vehicle';
import { EMAIL, LinkVisitor, MODES } from './link-visitor';
import { useBrowser } from './use-browser';

const SECOND_MS = 1_000;
const NEAR = {
  arrival: { ...AVENYN, label: 'Your door', radius_m: 100, dwell_seconds: 1, grace_minutes: 0 },
};

const browser = useBrowser();

describe('the page of a tracking link', () => {
  let vehicle: FollowedVehicle;

  beforeAll(async () => {
    vehicle = await FollowedVehicle.start();
  }, 90_000);
  afterAll(() => vehicle.stop());

  const visit = (link: object = {}) => LinkVisitor.of(browser(), vehicle, { link });

  it.each(MODES)('is followed live in the mode %s', async (_, fields) => {
    const visitor = await (await visit(fields)).enter();
    await eventually(async () => expect(await visitor.viewersNow()).toBe(1));
    await visitor.seesItDrive();
    const asked: string[] = [];
    visitor.page.on('request', (request) => asked.push(request.url()));
    await visitor.seesItDrive();
    expect([await visitor.headline(), await visitor.line()]).toEqual([
      'On the move',
      expect.stringMatching(/., Göteborg$/),
    ]);
    expect(asked.filter((url) => url.includes('/location'))).toEqual([]);
  });

  it('says that a code is wrong, and lets in with the right one', async () => {
    const visitor = await visit({ access_mode: 'email_code' });
    const { page } = visitor;
    await page.locator('#email').fill('no address');
    await visitor.tap();
    await visitor.says('Enter an address such as');
    await page.locator('#email').fill('typo@example.com');
    await visitor.tap();
    await page.locator('#code').fill('000000');
    await visitor.tap();
    await visitor.says('This code does not work');
    await vehicle.code('typo@example.com', 0);
    const before = vehicle.printed;
    await page.getByRole('button', { name: 'Send a new code' }).click();
    await visitor.says('A new code is on its way');
    await page.locator('#code').fill(await vehicle.code('typo@example.com', before));
    await visitor.tap();
    await page.locator('.vehicle').waitFor();
  });

  it('says when an address is not allowed', async () => {
    const visitor = await visit({
      access_mode: 'authorized_only',
      require_code: false,
      allowed_emails: [EMAIL],
    });
    await visitor.page.locator('#email').fill('stranger@example.com');
    await visitor.tap();
    await visitor.says('This address may not follow');
  });

  const change = (method: string, body?: object) => (uuid: string) =>
    vehicle.rest(method, `tracking-link/${uuid}`, body);
  const park = (uuid: string) =>
    eventually(async () => {
      await vehicle.drive({ lat: AVENYN.lat, lon: AVENYN.lng, speed: 0 });
      expect(await vehicle.rest('GET', `tracking-link/${uuid}`)).toMatchObject({ status: 'expired' });
    });
  const ENDS: [end: string, fields: () => object, act: (uuid: string) => Promise<unknown>, says: RegExp][] = [
    ['disabled', () => ({}), change('PATCH', { status: 'disabled' }), /has ended/],
    ['deleted', () => ({}), change('DELETE'), /has ended/],
    ['at its destination', () => NEAR, park, /Arrived at \d\d:\d\d/],
  ];

  it.each(ENDS)('says within a second, by the socket, that it is %s', async (_, fields, act, text) => {
    await vehicle.drive();
    const visitor = await (await visit(fields())).enter();
    await eventually(async () => expect(await visitor.viewersNow()).toBe(1));
    await visitor.live();
    const asked: string[] = [];
    visitor.page.on('request', (request) => asked.push(request.url()));
    await act(visitor.uuid);
    const { ownMs } = await timed(() => visitor.says(text));
    if (act !== park) expect(ownMs).toBeLessThan(SECOND_MS);
    expect(await visitor.page.locator('.vehicle').count()).toBe(0);
    expect(asked.filter((url) => url.includes('/location'))).toEqual([]);
    await visitor.page.reload();
    await visitor.page.locator('h1', { hasText: /has ended|does not exist/ }).waitFor();
  });

  it('says so when its time is over', async () => {
    const expires_at = new Date(Date.now() + 6 * SECOND_MS).toISOString();
    const visitor = await (await visit({ expires_at })).enter();
    await visitor.says('This link has ended');
  });

  it('says so when the route of a link is completed', async () => {
    const { id } = await vehicle.route();
    const visitor = await (await visit({ subject: { type: 'route', route_id: id } })).enter();
    await vehicle.rest('POST', `route/${id}/complete`);
    await visitor.says('This link has ended');
  });

  it('stays with a tab that is loaded again, and is left for good', async () => {
    const visitor = await (await visit({ access_mode: 'email_code' })).enter();
    await visitor.page.reload();
    await visitor.page.locator('.vehicle').waitFor();
    await visitor.page.getByRole('button', { name: 'Stop following' }).click();
    await visitor.says('Follow your delivery');
    await eventually(async () => expect(await visitor.viewersNow()).toBe(0));
    await visitor.page.reload();
    await visitor.says('Follow your delivery');
  });
});
