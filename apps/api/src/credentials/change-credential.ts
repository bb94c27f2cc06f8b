import { versionId, type Principal } from '@yipii/domain';
import {
  AssetRepository,
  type AccountTransaction,
  type ApiKey,
  type OAuthClient,
  type RegistryRow,
} from '@yipii/persistence';
import { InvalidFields } from '@yipii/platform';
import { topics, type RevokedKind } from '@yipii/protocol';
import { Refusal } from '../errors';
import type { Resource } from '../registry/resource';

/** What a credential may do, and until when. */
export interface Rights {
  readonly scopes: readonly string[];
  /** Null: all of the account. */
  readonly assetIds: readonly number[] | null;
  /** Null: never. */
  readonly expiresAt: Date | string | null;
}

const assets = new AssetRepository();

/**
 * Returns the rule of changes of credentials: nobody gives more than he has, and what is narrowed or deleted ends at
 * once wherever it is in use.
 */
export function changeOfCredential(
  kind: RevokedKind,
  idOf: (row: RegistryRow) => string,
): NonNullable<Resource['change']> {
  return async (tx, caller, { before, after }) => {
    const row = before as ApiKey | OAuthClient | null;
    if (!after) {
      if (row) await revoke(tx, kind, idOf(row));
      return {};
    }
    const rights = after as unknown as Rights;
    demandWithin(caller, rights);
    await demandAssets(tx, rights.assetIds ?? []);
    if (!row || !narrows(row, rights)) return {};
    await revoke(tx, kind, versionId(idOf(row), row.version));
    return { version: row.version + 1 };
  };
}

/** Nobody makes a credential, or gets the secret of one, that may do more than his own. */
export function demandWithin({ scopes, scope }: Principal, wanted: Rights): void {
  const lacks = wanted.scopes.filter((name) => !scopes.includes(name));
  if (lacks.length > 0) throw new Refusal('FORBIDDEN', `Your own credential lacks ${lacks.join(', ')}.`);
  if (scope.assets === null || isWithin(wanted.assetIds, scope.assets)) return;
  throw new Refusal('FORBIDDEN', 'Your own credential may not see all of these assets.');
}

export async function revoke(tx: AccountTransaction, kind: RevokedKind, id: string): Promise<void> {
  await tx.emit(topics.accessRevoked, {
    key: `${kind}:${id.split('.')[0] ?? id}`,
    event: { kind, id, reason: 'changed by its account' },
  });
}

/** Whether anything that was allowed before is not any more. */
export function narrows(before: Rights, after: Rights): boolean {
  return (
    !before.scopes.every((name) => after.scopes.includes(name)) ||
    !isWithin(before.assetIds, after.assetIds) ||
    endOf(after) < endOf(before)
  );
}

function isWithin(assetIds: readonly number[] | null, visible: readonly number[] | null): boolean {
  if (visible === null) return true;
  const known = new Set(visible);
  return assetIds !== null && assetIds.every((id) => known.has(id));
}

function endOf({ expiresAt }: Rights): number {
  return expiresAt === null ? Infinity : new Date(expiresAt).getTime();
}

async function demandAssets(tx: AccountTransaction, ids: readonly number[]): Promise<void> {
  const known = ids.length > 0 ? await assets.existing(tx, ids) : new Set<number>();
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw new InvalidFields({ asset_ids: [`There is no asset ${unknown.slice(0, 20).join(', ')}.`] });
}
