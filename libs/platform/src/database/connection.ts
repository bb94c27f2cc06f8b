import { Client } from 'pg';

/**
 * Does `work` on a connection of its own, as the user of the URL, and closes it.
 * @throws the database's error; a connection that breaks fails the query in progress
 */
export async function withConnection<Result>(
  url: string,
  applicationName: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url, application_name: applicationName });
  // It tells what the query in progress tells, too; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}
