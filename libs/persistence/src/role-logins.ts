import { withConnection } from '@yipii/platform';

/** A role of docs/security.md that a service logs in as. */
export interface RoleLogin {
  readonly role: string;
  readonly password: string;
}

/**
 * Lets roles log in with these passwords, from now on. The user of the URL must be allowed to: a superuser, or one with
 * CREATEROLE who has made the roles.
 */
export async function letLogIn(url: string, logins: readonly RoleLogin[]): Promise<void> {
  if (logins.length === 0) return;
  await withConnection(url, 'yipii_admin', async (client) => {
    for (const { role, password } of logins)
      await client.query(
        `ALTER ROLE ${client.escapeIdentifier(role)} LOGIN PASSWORD ${client.escapeLiteral(password)}`,
      );
  });
}
