import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@yipii/testing';
import { following, PATIENCE } from './following';
import { FAR, NEARER, TO_HOME, WITHHELD } from './link-ends';
import type { LinkScene } from './link-scene';

/** Until then a replica may not have noticed a privacy zone (docs/links.md). */
const NOTICED_MS = 1_000;

/** What viewers see of whoever shares a link, and what is kept from them. */
export function withheldTests(scene: () => LinkScene): void {
  const { poll, follow, driveFor, aLink } = following(scene);

  it('with a brand shows it, on the page and off, and nothing of its vehicle before there is a session', async () => {
    const brand = await scene().brand();
    const { link } = await aLink({ access_mode: 'public' }, { brand_id: brand.id });
    const shown = { name: 'Shown brand', contact: { email: 'help@example.com' } };
    expect((await scene().call('GET', link.uuid)).body).toMatchObject({ brand: shown });
    const { pathname, search } = new URL(brand.logo.url);
    expect((await scene().page(pathname + search)).bytes).toContain('image/png');
    const pages = await Promise.all(
      [`/t/${link.uuid}`, `/embed/${brand.id}/${link.uuid}`].map((path) => scene().page(path)),
    );
    for (const { bytes } of pages) expect(bytes).toContain('property="og:title" content="Live tracking"');
  });

  it('withholds its vehicle in a privacy zone, and mails those who asked when it is near and when it has ended', async () => {
    const { link, vehicle } = await aLink({ access_mode: 'email_code' }, TO_HOME);
    const follower = await follow(link);
    const { uuid, email } = link;
    const { session, stock, raw } = follower;
    await driveFor([follower], vehicle);
    await scene().privacyZone(vehicle, FAR);
    await eventually(() => expect(stock.names).toContain('.visibility.changed'), PATIENCE);
    await sleep(NOTICED_MS);
    await vehicle.report(WITHHELD, { seconds: 120 });
    await eventually(async () => expect(await scene().lastOf(vehicle)).toMatchObject(WITHHELD), PATIENCE);
    expect((await poll(uuid, session)).body).toMatchObject({ data: null, link: { status: 'withheld' } });
    const wanted = { arriving_minutes: 60, ended: true };
    const { session_token: token } = session;
    expect((await scene().call('PUT', `${uuid}/notice`, { token, body: wanted })).body).toEqual(wanted);
    const mails = () => scene().stage.mail.mailsTo(email).slice(1);
    await eventually(async () => {
      await vehicle.reportNow(NEARER, { speed: 30 });
      expect(mails().map(({ subject }) => subject)).toEqual([expect.stringContaining('minutes')]);
    }, PATIENCE);
    await scene().patch(link, { status: 'disabled' });
    await eventually(() => expect(mails()).toHaveLength(2), PATIENCE);
    const unsubscribe = /\/api\/public\/notice\/[0-9a-f-]+\/unsubscribe/.exec(mails()[0]?.text ?? '')?.[0];
    for (const method of ['GET', 'POST'])
      expect((await scene().page(unsubscribe ?? '', method)).status).toBe(200);
    expect(JSON.stringify([stock.events, raw.frames])).not.toContain(String(WITHHELD.lat));
  }, 120_000);
}
