import type { SeededAccount } from '@yipii/persistence';
import { topics, type AccessRevoked } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { asViewer, LinkSessionUnderTest } from '../link-session.testing';

const LISTED = { access_mode: 'authorized_only', allowed_emails: ['ada@acme.example', '@firm.example'] };

describe('a link that is narrowed', () => {
  let sut: LinkSessionUnderTest;
  let account: SeededAccount;

  beforeAll(async () => {
    sut = await LinkSessionUnderTest.start();
    account = await sut.seed('alpha', 1);
  });
  afterAll(() => sut.stop());

  const aLink = (columns: object) =>
    sut.link(account.accountId, account.assets[0]?.assetId ?? 0, { ...columns });
  const tokenOf = async (uuid: string, given: object): Promise<string> =>
    (await sut.verify(uuid, given)).body.session_token;
  const byCode = async (uuid: string, email: string): Promise<string> => {
    await sut.verify(uuid, { email });
    return tokenOf(uuid, { email, code: await sut.codeFor(email) });
  };
  const stateOf = async (uuid: string, token: string): Promise<string> => {
    const { status, body } = await sut.call('GET', `${uuid}/session`, asViewer(token));
    return status === 200 ? 'valid' : body.code;
  };
  const idOf = async (uuid: string, email: string): Promise<string | undefined> =>
    (
      await sut.pool.query<{ id: string }>(
        'SELECT id FROM tracking_session WHERE link_uuid = $1 AND email = $2',
        [uuid, email],
      )
    ).rows[0]?.id;
  const settled = (uuid: string): Promise<void> =>
    eventually(async () => {
      expect((await sut.pool.query('SELECT FROM link_task WHERE link_uuid = $1', [uuid])).rows).toEqual([]);
    });
  const revoked = (): string[] => sut.eventsOf<AccessRevoked>(topics.accessRevoked).map(({ id }) => id);

  it.each([
    ['an address less', `allowed_emails = '{@firm.example}'`, ['ada@acme.example'], ['bob@firm.example']],
    ['a domain less', `allowed_emails = '{ada@acme.example}'`, ['bob@firm.example'], ['ada@acme.example']],
    [
      'a person who is barred',
      `barred_emails = '{bob@firm.example}'`,
      ['bob@firm.example'],
      ['ada@acme.example'],
    ],
    ['a code', 'require_code = true', ['ada@acme.example', 'bob@firm.example'], []],
    ['the mode of codes', `access_mode = 'email_code'`, ['ada@acme.example', 'bob@firm.example'], []],
    ['an open list', `access_mode = 'email'`, [], ['ada@acme.example', 'bob@firm.example']],
  ])(
    'by %s ends the sessions that it would not grant any more, and no others',
    async (_how, change, ends, stays) => {
      const uuid = await aLink(LISTED);
      const people = ['ada@acme.example', 'bob@firm.example'];
      const tokens = new Map<string, string>();
      for (const email of people) tokens.set(email, await tokenOf(uuid, { email }));
      await sut.change(uuid, change);
      for (const email of ends) {
        await eventually(async () =>
          expect(await stateOf(uuid, tokens.get(email) ?? '')).toBe('INVALID_SESSION_TOKEN'),
        );
        const id = await idOf(uuid, email);
        await eventually(() => expect(revoked()).toContain(id));
      }
      await settled(uuid);
      for (const email of stays) {
        expect(await stateOf(uuid, tokens.get(email) ?? '')).toBe('valid');
        expect(revoked()).not.toContain(await idOf(uuid, email));
      }
    },
  );

  it('by a code keeps those who have shown one', async () => {
    const uuid = await aLink({ ...LISTED, require_code: true });
    const token = await byCode(uuid, 'ada@acme.example');
    await sut.change(uuid, `access_mode = 'email_code'`);
    await settled(uuid);
    expect(await stateOf(uuid, token)).toBe('valid');
  });

  it('by a shorter life shortens those that still may live, and ends those that may not', async () => {
    const uuid = await aLink({});
    const [old, young] = [await tokenOf(uuid, {}), await tokenOf(uuid, {})];
    await sut.pool.query(
      `UPDATE tracking_session SET created_at = now() - interval '10 minutes' WHERE id =
         (SELECT id FROM tracking_session WHERE link_uuid = $1 ORDER BY created_at LIMIT 1)`,
      [uuid],
    );
    await sut.change(uuid, 'session_ttl_seconds = 300');
    await eventually(async () => expect(await stateOf(uuid, old)).toBe('INVALID_SESSION_TOKEN'));
    const { body } = await sut.call('GET', `${uuid}/session`, asViewer(young));
    const { expires_at: expiresAt } = body as unknown as { expires_at: string };
    expect(Date.parse(expiresAt)).toBeLessThan(Date.now() + 301_000);
  });
});
