import { eventually } from '@yipii/testing';
import type { SeededAccount } from '@yipii/persistence';
import { LinkSessionUnderTest } from '../link-session.testing';

describe('a link that asks for an address', () => {
  let sut: LinkSessionUnderTest;
  let account: SeededAccount;

  beforeAll(async () => {
    sut = await LinkSessionUnderTest.start();
    account = await sut.seed('alpha', 1);
  });
  afterAll(() => sut.stop());

  const aLink = (columns: object) =>
    sut.link(account.accountId, account.assets[0]?.assetId ?? 0, { ...columns });
  const mailsTo = (address: string) => sut.mails.filter(({ to }) => to.toLowerCase() === address);
  const codeFor = async (address: string): Promise<string> => {
    await eventually(() => expect(mailsTo(address)).toHaveLength(1));
    return mailsTo(address)[0]?.text.slice(0, 6) ?? '';
  };
  const sessions = async (uuid: string) =>
    (
      await sut.pool.query<object>(
        'SELECT email, is_verified_by_code FROM tracking_session WHERE link_uuid = $1',
        [uuid],
      )
    ).rows;

  it('records it, in the form in which addresses are compared', async () => {
    const uuid = await aLink({ access_mode: 'email' });
    expect((await sut.call('GET', uuid)).body).toMatchObject({ requires: ['email'] });
    for (const email of ['Ada+1@Bücher.example', 'eve@example.com'])
      expect((await sut.verify(uuid, { email })).status).toBe(200);
    expect(await sessions(uuid)).toEqual([
      { email: 'ada+1@xn--bcher-kva.example', is_verified_by_code: false },
      { email: 'eve@example.com', is_verified_by_code: false },
    ]);
  });

  it.each([
    {},
    { email: '' },
    { email: 'ada' },
    { email: 7 },
    { email: ['ada@example.com'] },
    { email: 'ada@example.com\r\nBcc: eve@example.com' },
    { email: 'ada@example.com,eve@example.com' },
    { email: `${'a'.repeat(10_240)}@example.com` },
    { email: 'ada@example.com', code: 123456 },
    { email: 'ada@example.com', challenge_id: 'x' },
  ])('refuses %j', async (body) => {
    const uuid = await aLink({ access_mode: 'email_code' });
    expect(await sut.verify(uuid, body)).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
  });

  it('mails it a code, which may be entered in any digits, once', async () => {
    const uuid = await aLink({ access_mode: 'email_code', locale: 'de' });
    const sent = await sut.verify(uuid, { email: 'ada@code.example' });
    expect([sent.status, sent.body]).toEqual([
      202,
      {
        status: 'code_sent',
        challenge_id: expect.stringMatching(/^[\da-f-]{36}$/) as string,
        expires_in: 600,
      },
    ]);
    const code = await codeFor('ada@code.example');
    const { challenge_id } = sent.body as unknown as { challenge_id: string };
    const wide = code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
    const enter = (entered: string) =>
      sut.verify(uuid, { email: 'ada@code.example', code: entered, challenge_id });
    expect(await enter('12345x')).toMatchObject({ status: 422, body: { code: 'CODE_INVALID' } });
    expect(await enter(` ${wide.slice(0, 3)} ${wide.slice(3)}`)).toMatchObject({ status: 200 });
    expect(await enter(code)).toMatchObject({ status: 422, body: { code: 'CODE_INVALID' } });
    expect(await sessions(uuid)).toEqual([{ email: 'ada@code.example', is_verified_by_code: true }]);
    expect(mailsTo('ada@code.example')[0]?.subject).toBe(`${code} ist Ihr Code`);
  });

  it('takes those that are listed, and their domains, and no others', async () => {
    const allowed_emails = ['ada@example.com', '@acme.example'];
    const uuid = await aLink({
      access_mode: 'authorized_only',
      allowed_emails,
      barred_emails: ['eve@acme.example'],
    });
    const statusFor = async (email: string) => (await sut.verify(uuid, { email })).status;
    for (const email of ['ada@example.com', 'ADA@example.com', 'bob@acme.example', 'Bob@ACME.example'])
      expect([email, await statusFor(email)]).toEqual([email, 200]);
    for (const email of ['ada+1@example.com', 'bob@mail.acme.example', 'bob@example.com', 'eve@acme.example'])
      expect([email, (await sut.verify(uuid, { email })).body.code]).toEqual([email, 'ADDRESS_NOT_ALLOWED']);
  });

  it('with a code as well does not tell whether it is listed', async () => {
    const columns = {
      access_mode: 'authorized_only',
      require_code: true,
      allowed_emails: ['ada@listed.example'],
    };
    const uuid = await aLink(columns);
    const [listed, other] = [
      await sut.verify(uuid, { email: 'ada@listed.example' }),
      await sut.verify(uuid, { email: 'eve@other.example' }),
    ];
    expect([other.status, Object.keys(other.body)]).toEqual([listed.status, Object.keys(listed.body)]);
    const code = await codeFor('ada@listed.example');
    const wrong = code === '000000' ? '000001' : '000000';
    const [first, second] = [
      await sut.verify(uuid, { email: 'ada@listed.example', code: wrong }),
      await sut.verify(uuid, { email: 'eve@other.example', code: wrong }),
    ];
    expect([second.status, second.body.code]).toEqual([first.status, first.body.code]);
    expect((await sut.verify(uuid, { email: 'ada@listed.example', code })).status).toBe(200);
    expect(mailsTo('eve@other.example')).toEqual([]);
  });

  it('answers 429 when too many codes are asked for, listed or not', async () => {
    const columns = {
      access_mode: 'authorized_only',
      require_code: true,
      allowed_emails: ['ada@many.example'],
    };
    const uuid = await aLink(columns);
    for (const email of ['ada@many.example', 'eve@many.example']) {
      const statuses = [];
      for (let i = 0; i < 4; i += 1) statuses.push((await sut.verify(uuid, { email })).status);
      expect(statuses).toEqual([202, 202, 202, 429]);
    }
  });
});
