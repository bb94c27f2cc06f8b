import type { CreateOAuthClient, OAuthClientCredentials, WorkerUnitOfWork } from '@yipii/persistence';
import { DomainError } from '@yipii/platform';

/** What the steps of the page do with the demo's account. */
const SCOPES = [
  ...['positions:read', 'alerts:read', 'alerts:write', 'fleet:read', 'fleet:write'],
  ...['links:read', 'links:write'],
];
const NAME = 'Demo page';
const LIFE_SECONDS = 900;
/** Who asks for more than people can open is no page. */
const MOST = 200;

/** An OAuth client of some minutes; its tokens end with it. */
export interface PageClient extends OAuthClientCredentials {
  /** Seconds. */
  readonly expiresIn: number;
}

/** Makes OAuth clients for pages that play with the demo's account, and removes those whose time is over. */
export class PageClients {
  constructor(
    private readonly createClient: CreateOAuthClient,
    private readonly unitOfWork: WorkerUnitOfWork,
  ) {}

  /** @throws DomainError while there are too many */
  async make(accountId: number): Promise<PageClient> {
    const { rows } = await this.unitOfWork.run(async (tx) => {
      await tx.query('DELETE FROM oauth_client WHERE account_id = $1 AND name = $2 AND expires_at < now()', [
        ...[accountId, NAME],
      ]);
      return tx.query<{ n: string }>(
        'SELECT count(*) AS n FROM oauth_client WHERE account_id = $1 AND name = $2',
        [accountId, NAME],
      );
    });
    if (Number(rows[0]?.n) >= MOST)
      throw new DomainError('UNAVAILABLE', 'Too many pages play with the demo: try again in some minutes.');
    const expiresAt = new Date(Date.now() + LIFE_SECONDS * 1_000);
    const client = await this.createClient.run(accountId, { name: NAME, scopes: SCOPES, expiresAt });
    return { ...client, expiresIn: LIFE_SECONDS };
  }
}
