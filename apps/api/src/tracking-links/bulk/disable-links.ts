import { credentialOf } from '@yipii/domain';
import { AssetRepository, recordAudit, type UnitOfWork } from '@yipii/persistence';
import { InvalidFields, type WriteRequest } from '@yipii/platform';
import { tellLinkEnded } from '../tell-link';

const assets = new AssetRepository();

const DISABLE = `
  UPDATE tracking_link SET is_disabled = true, updated_at = now()
  WHERE account_id = $1 AND asset_id = $2 AND NOT is_disabled RETURNING uuid`;

/** Ends all links that follow an asset now. */
export class DisableLinks {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Returns how many there were. @throws InvalidFields */
  run({ principal }: WriteRequest, assetId: number): Promise<number> {
    return this.unitOfWork.inAccount(principal.scope, async (tx) => {
      if (!(await assets.existing(tx, [assetId])).has(assetId))
        throw new InvalidFields({ asset_id: ['There is no such asset.'] });
      const { rows } = await tx.query<{ uuid: string }>(DISABLE, [tx.scope.accountId, assetId]);
      for (const { uuid } of rows) await tellLinkEnded(tx, uuid, 'disabled');
      const entries = rows.map(({ uuid: id }) => ({
        action: 'disabled',
        kind: 'tracking_link',
        id,
        changes: {},
      }));
      await recordAudit(tx, credentialOf(principal), ...entries);
      return rows.length;
    });
  }
}
