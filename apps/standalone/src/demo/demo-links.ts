import type { AccessMode } from '@yipii/domain';
import type { WorkerUnitOfWork } from '@yipii/persistence';

/** Who may follow the links that ask for an address. Nothing is ever mailed there. */
const VIEWER = 'viewer@demo.example';

interface DemoLinkRule {
  readonly mode: AccessMode;
  readonly requireCode?: boolean;
  readonly email?: string;
}

const RULES = {
  public: { mode: 'public' },
  email: { mode: 'email', email: VIEWER },
  email_code: { mode: 'email_code', email: VIEWER },
  authorized_only: { mode: 'authorized_only', email: VIEWER },
  authorized_only_code: { mode: 'authorized_only', requireCode: true, email: VIEWER },
} as const satisfies Record<string, DemoLinkRule>;

export type DemoLinkName = keyof typeof RULES;

export interface DemoLink {
  readonly uuid: string;
  readonly url: string;
  /** An address that the link takes. */
  readonly email?: string;
}

export type DemoLinks = Readonly<Record<DemoLinkName, DemoLink>>;

/** Those of an earlier start stay, open again if somebody has ended them. */
const SEED = `
  INSERT INTO tracking_link (account_id, asset_id, external_id, name, display_name, access_mode, require_code,
    allowed_emails)
  VALUES ($1, $2, $3, $4, 'Your delivery', $5, $6, $7)
  ON CONFLICT ON CONSTRAINT tracking_link_external_id_key DO UPDATE SET is_disabled = false, expires_at = NULL,
    generation = tracking_link.generation + 1
  RETURNING uuid`;

/** Seeds a link of each mode, all of one vehicle. */
export class SeedDemoLinks {
  constructor(private readonly unitOfWork: WorkerUnitOfWork) {}

  /** @param api URL of the API */
  run(accountId: number, assetId: number, api: string): Promise<DemoLinks> {
    return this.unitOfWork.run(async (tx) => {
      const links: [string, DemoLink][] = [];
      for (const [name, rule] of Object.entries<DemoLinkRule>(RULES)) {
        const { mode, requireCode = false, email } = rule;
        const { rows } = await tx.query<{ uuid: string }>(SEED, [
          ...[accountId, assetId, `demo-${name}`, `Demo link (${name})`, mode, requireCode],
          email === undefined ? [] : [email],
        ]);
        const uuid = rows[0]?.uuid ?? '';
        await tx.query(`INSERT INTO link_task (account_id, link_uuid, kind) VALUES ($1, $2, 'changed')`, [
          ...[accountId, uuid],
        ]);
        links.push([name, { uuid, url: `${api}/t/${uuid}`, ...(email !== undefined && { email }) }]);
      }
      return Object.fromEntries(links) as DemoLinks;
    });
  }
}
