import { withConnection } from '@yipii/platform';

const USER = 'yipii_requests';

/**
 * Makes the user that requests log in as, which can act as `yipii_app` and as nobody else, so that no SQL undoes
 * row-level security. Returns its URL.
 * @param superuserUrl of the embedded database
 */
export async function requestsLogin(superuserUrl: string, password: string): Promise<string> {
  await withConnection(superuserUrl, 'yipii_standalone', async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'SELECT rolname AS name FROM pg_roles WHERE rolname = ANY ($1)',
      [['yipii_app', USER]],
    );
    const known = rows.map(({ name }) => name);
    // Before the first migration there is none of them.
    if (!known.includes('yipii_app')) await client.query('CREATE ROLE yipii_app NOBYPASSRLS NOLOGIN');
    if (!known.includes(USER)) await client.query(`CREATE ROLE ${USER} NOINHERIT IN ROLE yipii_app`);
    await client.query(`ALTER ROLE ${USER} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
  });
  const url = new URL(superuserUrl);
  url.username = USER;
  url.password = password;
  return url.toString();
}
