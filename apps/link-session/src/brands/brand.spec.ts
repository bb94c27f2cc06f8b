import { eventually } from '@yipii/testing';
import type { SeededAccount } from '@yipii/persistence';
import { LinkSessionUnderTest } from '../link-session.testing';

describe('the brand of a link', () => {
  let sut: LinkSessionUnderTest;
  let account: SeededAccount;

  beforeAll(async () => {
    sut = await LinkSessionUnderTest.start();
    account = await sut.seed('alpha', 1);
  });
  afterAll(() => sut.stop());

  const aBrand = async (columns: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const values = { account_id: account.accountId, name: 'Acme', ...columns };
    const names = Object.keys(values);
    const { rows } = await sut.pool.query<{ uuid: string }>(
      `INSERT INTO brand (${names.join()}) VALUES (${names.map((_, i) => `$${i + 1}`).join()}) RETURNING uuid`,
      Object.values(values),
    );
    return rows[0]?.uuid ?? '';
  };
  const aLink = (brandId: string, columns: object = {}) =>
    sut.link(account.accountId, account.assets[0]?.assetId ?? 0, { brand_id: brandId, ...columns });
  const aLogo = (brandId: string, png: string, version: string) =>
    sut.pool.query(
      `INSERT INTO brand_logo (account_id, brand_uuid, png, width, height, version) VALUES ($1, $2, $3, 20, 10, $4)`,
      [account.accountId, brandId, Buffer.from(png), version],
    );

  it('is shown to whoever opens it, without what is the account’s own', async () => {
    const brandId = await aBrand({
      ...{ external_id: 'secret', colors: '{"accent": "#0f766e"}', privacy_text: 'Kept for 30 days.' },
      ...{ contact: '{"email": "help@acme.example"}', embed_origins: '{https://secret.example}' },
    });
    await aLogo(brandId, 'an image', 'v1');
    const { body, text } = await sut.call('GET', await aLink(brandId));
    expect(body).toMatchObject({
      brand: {
        ...{ id: brandId, name: 'Acme', colors: { accent: '#0f766e', accent_dark: null } },
        contact: { name: null, email: 'help@acme.example', phone: null, url: null },
        privacy_text: 'Kept for 30 days.',
        logo: {
          ...{ url: `https://live.example.com/api/public/brand/${brandId}/logo?v=v1`, width: 20, height: 10 },
        },
      },
    });
    expect(text).not.toContain('secret');
  });

  it('has a logo, which browsers keep as long as its address holds', async () => {
    const brandId = await aBrand();
    await aLogo(brandId, 'an image', 'v1');
    const logo = (query: string) => sut.call('GET', `../brand/${brandId}/logo${query}`);
    const { status, headers, text } = await logo('?v=v1');
    expect({ status, text, type: headers.get('content-type') }).toEqual({
      ...{ status: 200, text: 'an image', type: 'image/png' },
    });
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await logo('?v=v0')).headers.get('cache-control')).toBe('public, max-age=60');
    for (const unknown of ['x', '7c9e6679-7425-40de-944b-e07fc1f90ae7', await aBrand()])
      expect((await sut.call('GET', `../brand/${unknown}/logo`)).status).toBe(404);
  });

  it('signs the mail with the code', async () => {
    const uuid = await aLink(await aBrand({ name: 'Kärnfrukt' }), { access_mode: 'email_code' });
    await sut.verify(uuid, { email: 'ada@example.com' });
    const mail = await eventually(() => {
      const [found] = sut.mails.filter(({ to }) => to === 'ada@example.com');
      if (!found) throw new Error('no mail yet');
      return Promise.resolve(found);
    });
    expect(mail.text).toContain('Kärnfrukt has shared');
  });
});
