import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { SeededAccount } from '@yipii/persistence';
import sharp from 'sharp';
import { ApiUnderTest, assetId, bearer } from '../api.testing';

const SCOPES = ['links:read', 'links:write'];
const XMLNS = 'xmlns="http://www.w3.org/2000/svg"';
const RED = { r: 200, g: 0, b: 0, alpha: 1 };

interface Brand {
  readonly id: string;
  readonly logo: { readonly url: string; readonly width: number; readonly height: number } | null;
}

describe('a brand', () => {
  let api: ApiUnderTest;
  let account: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start({ PUBLIC_URL: 'https://live.example.com' });
    account = await api.seed('alpha', 1);
    token = await api.tokenFor(account, SCOPES);
  });
  afterAll(() => api.stop());

  const create = (fields: object = {}) =>
    api.send('POST', '/api/alpha/brand', token, { name: 'Acme', ...fields });
  const brand = async (fields: object = {}): Promise<Brand> => (await create(fields)).body.data as Brand;
  const upload = (id: string, body: Buffer | string, type: string) =>
    api.call('PUT', `/api/alpha/brand/${id}/logo`, {
      ...{ headers: { ...bearer(token), 'content-type': type }, body: Uint8Array.from(Buffer.from(body)) },
    });
  const image = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 4, background: RED } });
  const link = (fields: object) =>
    api.send('POST', '/api/alpha/tracking-link', token, {
      ...{ name: 'x', access_mode: 'public', subject: { type: 'asset', asset_id: assetId(account, 0) } },
      ...fields,
    });
  const stored = async (id: string): Promise<Buffer> => {
    const text = 'SELECT png FROM brand_logo WHERE brand_uuid = $1';
    return (await api.pool.query<{ png: Buffer }>(text, [id])).rows[0]?.png ?? Buffer.alloc(0);
  };

  it('has an id that nobody can guess, and what viewers see', async () => {
    const fields = {
      ...{ name: 'Kärnfrukt & Söner', colors: { accent: '#0f766e' }, privacy_text: 'Kept for 30 days.' },
      contact: { email: 'help@acme.example', phone: '+46 31 123 45', url: 'https://acme.example/help' },
      embed_origins: ['https://shop.acme.example', 'http://localhost:3000'],
    };
    const { status, body } = await create(fields);
    expect({ status, data: body.data }).toMatchObject({ status: 201, data: { ...fields, logo: null } });
    expect((body.data as Brand).id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    { name: 'win at acme.example now' },
    { name: 'https://acme' },
    { name: 'x'.repeat(61) },
    { name: 'two\nlines' },
    { name: ' Acme ' },
    { colors: { accent: 'red' } },
    { colors: { accent: '#0f766e', font: 'Comic' } },
    { contact: { email: 'nobody' } },
    { contact: { phone: 'call me' } },
    { contact: { url: 'http://acme.example' } },
    { contact: { url: 'javascript:alert(1)' } },
    { embed_origins: ['https://*.acme.example'] },
    { embed_origins: ['https://acme.example/path'] },
    { embed_origins: ["https://acme.example 'unsafe-inline'"] },
    { embed_origins: ['http://acme.example'] },
  ])('is refused with %j', async (fields) => {
    expect(await create(fields)).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
  });

  it('belongs to links and templates, until it is deleted', async () => {
    const { id } = await brand();
    const made = await link({ brand_id: id });
    expect(made).toMatchObject({ status: 201, body: { data: { brand_id: id } } });
    const template = await api.send('POST', '/api/alpha/tracking-link-template', token, {
      ...{ name: 'x', access_mode: 'public', brand_id: id, name_pattern: 'x' },
    });
    const { id: template_id } = template.body.data as { id: number };
    expect(await link({ template_id })).toMatchObject({ status: 201, body: { data: { brand_id: id } } });

    await api.send('DELETE', `/api/alpha/brand/${id}`, token);
    const { uuid } = made.body.data as { uuid: string };
    const shown = await api.get(`/api/alpha/tracking-link/${uuid}`, token);
    expect(shown.body.data).toMatchObject({ brand_id: null, status: 'active' });
  });

  it('of another account is as unknown as none', async () => {
    const beta = await api.tokenFor(await api.seed('beta', 1), SCOPES);
    const foreign = await api.send('POST', '/api/beta/brand', beta, { name: 'Beta' });
    for (const brand_id of [(foreign.body.data as Brand).id, randomUUID()]) {
      const expected = { status: 422, body: { errors: { brand_id: ['There is no such brand.'] } } };
      expect(await link({ brand_id })).toMatchObject(expected);
      const template = { name: 'x', access_mode: 'public', brand_id };
      expect(await api.send('POST', '/api/alpha/tracking-link-template', token, template)).toMatchObject(
        expected,
      );
    }
  });

  it.each([
    ['image/png', () => image(1_024, 256).png().toBuffer(), [512, 128]],
    [
      'image/jpeg',
      () =>
        image(100, 200)
          .jpeg()
          .withExif({ IFD0: { Artist: 'S3cret' } })
          .toBuffer(),
      [100, 200],
    ],
    ['image/webp', () => image(60, 30).webp().toBuffer(), [60, 30]],
    [
      'image/svg+xml',
      () =>
        Promise.resolve(
          '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>',
        ),
      [512, 256],
    ],
  ] as const)('has a logo of %s, which we draw anew as a PNG', async (type, made, [width, height]) => {
    const { id } = await brand();
    const { status, body } = await upload(id, await made(), type);
    const logo = {
      url: expect.stringContaining(`https://live.example.com/api/public/brand/${id}/logo?v=`) as string,
    };
    expect({ status, data: body.data }).toMatchObject({
      status: 200,
      data: { logo: { ...logo, width, height } },
    });
    const png = await stored(id);
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width, height });
    expect(png.includes('S3cret')).toBe(false);
  });

  it('has its logo where the API is, also on a port that was free', async () => {
    const { id } = await brand();
    await upload(id, await image(10, 10).png().toBuffer(), 'image/png');
    const { base } = await api.startReplica({
      ...{ PUBLIC_URL: 'http://localhost:8080', TOKEN_ISSUER: 'https://live.example.com' },
    });
    const { data } = (await api.get(`/api/alpha/brand/${id}`, token, base)).body;
    expect(new URL((data as Brand).logo?.url ?? '').port).toBe(new URL(base).port);
  });

  it('shows nothing that a logo refers to, and runs nothing in it', async () => {
    const { id } = await brand();
    const folder = await mkdtemp(path.join(os.tmpdir(), 'yipii-logo-'));
    const file = path.join(folder, 'other.png');
    await image(40, 20).png().toFile(file);
    const svg = `<svg ${XMLNS} xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="20">
      <script>alert(1)</script><image href="file://${file}" width="40" height="20"/>
      <image xlink:href="${file}" width="40" height="20"/></svg>`;
    expect((await upload(id, svg, 'image/svg+xml')).status).toBe(200);
    const { data } = await sharp(await stored(id))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(data.every((byte) => byte === 0)).toBe(true);
    await rm(folder, { recursive: true });
  });

  it.each([
    ['another type', 415, 'text/html', '<svg/>'],
    ['a page', 422, 'image/png', '<html><svg></svg></html>'],
    ['another format', 422, 'image/png', 'GIF89a'],
    ['a beginning without an end', 422, 'image/png', '\x89PNG\r\n\x1a\n and then nothing'],
    ['entities', 422, 'image/svg+xml', '<!DOCTYPE svg [<!ENTITY a "b">]><svg width="9" height="9">&a;</svg>'],
    ['too many pixels', 422, 'image/svg+xml', `<svg ${XMLNS} width="99999" height="99999"/>`],
    ['broken XML', 422, 'image/svg+xml', '<svg>'],
    ['nothing', 422, 'image/png', ''],
    ['too many bytes', 413, 'image/png', `\x89PNG\r\n\x1a\n${'x'.repeat(1_100_000)}`],
  ])('takes no logo with %s', async (_what, expected, type, body) => {
    const { id } = await brand();
    expect((await upload(id, Buffer.from(body, 'latin1'), type)).status).toBe(expected);
    expect((await stored(id)).length).toBe(0);
  });

  it('loses its logo', async () => {
    const { id } = await brand();
    const first = await upload(id, await image(10, 10).png().toBuffer(), 'image/png');
    const second = await upload(id, await image(20, 10).png().toBuffer(), 'image/png');
    expect((first.body.data as Brand).logo?.url).not.toBe((second.body.data as Brand).logo?.url);
    expect((await api.send('DELETE', `/api/alpha/brand/${id}/logo`, token)).status).toBe(204);
    expect((await api.get(`/api/alpha/brand/${id}`, token)).body.data).toMatchObject({ logo: null });
  });
});
