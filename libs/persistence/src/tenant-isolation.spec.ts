import type { AccountScope } from '@yipii/domain';
import { assetId, PersistenceUnderTest } from './persistence.testing';
import type { SeededAccount } from './seed-account';

interface Table {
  readonly name: string;
  /** The column of the account. */
  readonly account: string;
  /** The column of the asset, if it has one. */
  readonly asset: string | null;
}

/** Without a column of an asset, but seen by those who see one of their assets. */
const SEEN_THROUGH_ASSETS = ['api_key', 'asset_group', 'device', 'oauth_client', 'route_stop'];

const ALL_ACCOUNT = (accountId: number): AccountScope => ({ accountId, assets: null });

describe('row-level security', () => {
  let sut: PersistenceUnderTest;
  let alpha: SeededAccount;
  let beta: SeededAccount;
  let tables: Table[];

  beforeAll(async () => {
    sut = await PersistenceUnderTest.start();
    alpha = await sut.seed('alpha', 'a1', 'a2');
    beta = await sut.seed('beta', 'b1');
    tables = await tablesOfTenants();
    for (const { accountId, assets } of [alpha, beta])
      for (const { assetId } of assets) await storeRows(accountId, assetId);
  });
  afterAll(() => sut.stop());

  const assetsSeen = async (scope: AccountScope, { name, asset }: Table): Promise<number[]> => {
    const { rows } = await sut.unitOfWork.read(scope, (sql) =>
      sql.query<{ id: string }>(`SELECT DISTINCT ${asset} AS id FROM ${name} ORDER BY 1`),
    );
    return rows.map(({ id }) => Number(id));
  };

  it('is forced on every table that has an account, with a policy for the app', async () => {
    const { rows } = await sut.worker.query<{ name: string; policies: string[] | null }>(
      `SELECT c.relname AS name, array_agg(p.polname::text ORDER BY p.polname) AS policies FROM pg_class c
       LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polroles = ARRAY['yipii_app'::regrole::oid]
       WHERE c.relname = ANY ($1) AND c.relrowsecurity AND c.relforcerowsecurity GROUP BY 1`,
      [tables.map(({ name }) => name)],
    );
    const expected = tables.map(({ name, asset }) => ({
      name,
      policies: [
        `${name}_of_account`,
        ...(asset === null && !SEEN_THROUGH_ASSETS.includes(name) ? [] : [`${name}_of_visible_asset`]),
      ],
    }));
    expect(rows).toEqual(expect.arrayContaining(expected));
    expect(rows).toHaveLength(expected.length);
  });

  it('gives the app no right to truncate, to own, or to go around it, and the worker all rows', async () => {
    const { rows } = await sut.worker.query(
      `SELECT c.relname FROM pg_class c WHERE c.relname = ANY ($1) AND (
         has_table_privilege('yipii_app', c.oid, 'TRUNCATE, REFERENCES, TRIGGER')
         OR pg_has_role('yipii_app', c.relowner, 'MEMBER')
         OR NOT has_table_privilege('yipii_worker', c.oid, 'SELECT')
         OR NOT has_table_privilege('yipii_worker', c.oid, 'DELETE'))`,
      [tables.map(({ name }) => name)],
    );
    expect(rows).toEqual([]);
    const roles = await sut.worker.query(
      `SELECT rolname, rolbypassrls, rolsuper, rolcanlogin FROM pg_roles WHERE rolname ~ '^yipii_(alerting|app|worker|ingestion|enrichment|link_session)$' ORDER BY 1`,
    );
    expect(roles.rows).toEqual([
      { rolname: 'yipii_alerting', rolbypassrls: true, rolsuper: false, rolcanlogin: false },
      { rolname: 'yipii_app', rolbypassrls: false, rolsuper: false, rolcanlogin: false },
      { rolname: 'yipii_enrichment', rolbypassrls: true, rolsuper: false, rolcanlogin: false },
      { rolname: 'yipii_ingestion', rolbypassrls: true, rolsuper: false, rolcanlogin: false },
      { rolname: 'yipii_link_session', rolbypassrls: true, rolsuper: false, rolcanlogin: false },
      { rolname: 'yipii_worker', rolbypassrls: true, rolsuper: false, rolcanlogin: false },
    ]);
  });

  it('shows raw SQL only the rows of the account', async () => {
    for (const { name, account } of tables) {
      const { rows } = await sut.unitOfWork.read(ALL_ACCOUNT(alpha.accountId), (sql) =>
        sql.query<{ owner: string }>(`SELECT DISTINCT ${account} AS owner FROM ${name}`),
      );
      expect(rows.filter(({ owner }) => Number(owner) !== alpha.accountId)).toEqual([]);
    }
  });

  it('shows raw SQL only the rows of the assets within the scope', async () => {
    const { accountId } = alpha;
    const [one, two] = [assetId(alpha, 0), assetId(alpha, 1)];
    const withAsset = tables.filter(({ asset }) => asset !== null);
    expect(withAsset.map(({ name }) => name).sort()).toEqual([
      ...['alert', 'alert_state', 'asset', 'asset_group_member', 'asset_state', 'assignment', 'event'],
      ...[
        'maintenance',
        'mute',
        'packed_positions',
        'position',
        'privacy_zone',
        'route',
        'stop',
        'track_outline',
        'tracking_link',
      ],
      ...['trip', 'webhook_delivery'],
    ]);
    for (const table of withAsset) {
      expect(await assetsSeen({ accountId, assets: null }, table)).toEqual([one, two]);
      expect(await assetsSeen({ accountId, assets: [two, assetId(beta, 0)] }, table)).toEqual([two]);
      expect(await assetsSeen({ accountId, assets: [] }, table)).toEqual([]);
    }
  });

  it('gives nothing without an account or without a list of assets, also after a transaction that had them', async () => {
    const client = await sut.app.connect();
    try {
      await client.query(`BEGIN; SELECT set_config('app.account', '${alpha.accountId}', true)`);
      expect((await client.query('SELECT FROM asset')).rowCount).toBe(0);
      await client.query(`SELECT set_config('app.assets', 'all', true)`);
      expect((await client.query('SELECT FROM asset')).rowCount).toBe(2);
      await client.query('COMMIT');
      for (const { name } of tables) expect((await client.query(`SELECT FROM ${name}`)).rowCount).toBe(0);
    } finally {
      client.release();
    }
  });

  it('refuses to write into another account, to move a row there, or to add an asset out of scope', async () => {
    const write = (scope: AccountScope, text: string, values: unknown[]) =>
      sut.unitOfWork.inAccount(scope, (tx) => tx.query(text, values));
    const insert = `INSERT INTO asset (account_id, name) VALUES ($1, 'x')`;
    const { accountId } = alpha;
    const refusal = /row-level security/;
    await expect(write(ALL_ACCOUNT(accountId), insert, [beta.accountId])).rejects.toThrow(refusal);
    await expect(
      write(ALL_ACCOUNT(accountId), 'UPDATE asset SET account_id = $1', [beta.accountId]),
    ).rejects.toThrow(refusal);
    await expect(write({ accountId, assets: [assetId(alpha, 0)] }, insert, [accountId])).rejects.toThrow(
      refusal,
    );
  });

  it('keeps the app from partitions, checkpoints and what is in the outbox', async () => {
    const closed = [
      'position_default',
      'checkpoint',
      'unregistered_device',
      'outbox',
      'outbox_dead_letter',
      'password_reset',
    ];
    for (const table of closed) {
      await expect(sut.app.query(`SELECT * FROM ${table}`)).rejects.toThrow(/permission denied/);
    }
  });

  it('keeps the app from hashes, secrets and what is in mails', async () => {
    for (const [table, column] of [
      ['account_user', 'password_hash'],
      ['account_user', 'totp_secret'],
      ['account_user', 'recovery_hashes'],
      ['user_session', 'token_hash'],
      ['invitation', 'token_hash'],
      ['tracking_session', 'token_hash'],
      ['verification_code', 'code_hash'],
      ['mail', 'text_body'],
    ]) {
      await expect(sut.app.query(`SELECT ${column} FROM ${table}`)).rejects.toThrow(/permission denied/);
    }
  });

  it('lets the worker see all accounts', async () => {
    expect((await sut.worker.query('SELECT FROM asset')).rowCount).toBe(3);
  });

  async function tablesOfTenants(): Promise<Table[]> {
    const { rows } = await sut.worker.query<Table>(
      `SELECT c.relname AS name, max(a.attname) FILTER (WHERE a.attname <> 'asset_id') AS account,
         CASE WHEN c.relname = 'asset' THEN 'id' ELSE max(a.attname) FILTER (WHERE a.attname = 'asset_id') END AS asset
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
         AND (a.attname IN ('account_id', 'asset_id') OR c.relname = 'account' AND a.attname = 'id')
       GROUP BY 1 ORDER BY 1`,
    );
    return rows;
  }

  async function storeRows(account: number, asset: number): Promise<void> {
    await sut.worker.query(
      `INSERT INTO asset_state (asset_id, account_id, part, seq, state) VALUES (${asset}, ${account}, 0, 1, '{}');
       INSERT INTO position (account_id, asset_id, device_id, event_id, fix_time, received_at, valid, lat, lng, status,
         protocol, attributes)
       VALUES (${account}, ${asset}, 1, gen_random_uuid(), now(), now(), true, 57, 11, 'moving', 'teltonika', '{}');
       INSERT INTO packed_positions (account_id, asset_id, first_fix, first_event, last_fix, records, packed)
       VALUES (${account}, ${asset}, now(), gen_random_uuid(), now(), 1, '');
       INSERT INTO trip (account_id, asset_id, started_at, start_lat, start_lng, end_lat, end_lng, distance_km,
         idling_seconds)
       VALUES (${account}, ${asset}, now(), 57, 11, 57, 11, 1, 0);
       INSERT INTO stop (account_id, asset_id, started_at, lat, lng, idling_seconds)
       VALUES (${account}, ${asset}, now(), 57, 11, 0);
       INSERT INTO event (account_id, asset_id, event_id, type, occurred_at, data)
       VALUES (${account}, ${asset}, gen_random_uuid(), 'asset.status_changed', now(), '{}');
       INSERT INTO privacy_zone (account_id, asset_id, name, lat, lng, radius_m, cover_lat, cover_lng, cover_radius_m)
         VALUES (${account}, ${asset}, 'x', 0, 0, 1, 0, 0, 1);
       INSERT INTO alert_rule (account_id, name, type, severity, parameters, applies_to, cooldown_seconds)
       VALUES (${account}, 'x', 'device.sos', 'critical', '{}', 'all', 0);
       INSERT INTO maintenance (account_id, asset_id, name, severity, basis, due_km, warn_before)
       VALUES (${account}, ${asset}, 'x', 'warning', 'odometer', 1, 0);
       INSERT INTO alert (id, account_id, asset_id, asset_name, rule_id, rule_name, category, type, lifetime, severity,
         state, triggered_at, delayed, data)
       VALUES (gen_random_uuid(), ${account}, ${asset}, 'x', 1, 'x', 'device', 'device.sos', 'instant', 'critical',
         'raised', now(), false, '{}');
       INSERT INTO alert_state (asset_id, account_id, part, state) VALUES (${asset}, ${account}, 0, '{}');
       INSERT INTO alert_acknowledgement (account_id, alert_id, acknowledged_by)
       VALUES (${account}, gen_random_uuid(), 'x');
       INSERT INTO mute (account_id, asset_id, until) VALUES (${account}, ${asset}, now());
       WITH new AS (INSERT INTO webhook (account_id, name, url, events, min_severity, is_enabled, secret)
         VALUES (${account}, 'x', 'https://b.test', '{}', 'info', true, '') RETURNING id)
       INSERT INTO webhook_delivery (account_id, asset_id, webhook_id, event_id, type, expires_at)
       SELECT ${account}, ${asset}, id, gen_random_uuid(), 'x', now() FROM new;
       INSERT INTO route (account_id, asset_id, name) VALUES (${account}, ${asset}, 'x');
       INSERT INTO tracking_link (account_id, asset_id, name, access_mode) VALUES (${account}, ${asset}, 'x', 'public');
       INSERT INTO mail (id, account_id, kind, recipient, subject, text_body, html_body, expires_at, next_due_at)
       VALUES (gen_random_uuid(), ${account}, 'test', 'a@b.test', '', '', '', now(), now());
       WITH new AS (INSERT INTO account_user (account_id, email, name, role)
         VALUES (${account}, 'of-${asset}@b.test', 'x', 'viewer') RETURNING id)
       INSERT INTO user_session (id, account_id, user_id, token_hash, handle, expires_at)
       SELECT gen_random_uuid(), ${account}, id, sha256('${asset}'), gen_random_uuid(), now() FROM new;
       INSERT INTO invitation (account_id, email, role, token_hash, expires_at)
       VALUES (${account}, 'a@b.test', 'viewer', sha256('${asset}'), now());
       WITH new AS (INSERT INTO asset_group (account_id, name) VALUES (${account}, 'Group of ${asset}') RETURNING id)
       INSERT INTO asset_group_member (account_id, group_id, asset_id) SELECT ${account}, id, ${asset} FROM new`,
    );
  }
});
