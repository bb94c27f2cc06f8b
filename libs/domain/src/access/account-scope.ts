/**
 * What a caller may see of an account. Every store takes it and applies it, so that no caller has to filter.
 */
export interface AccountScope {
  readonly accountId: number;
  /** The assets that it may see; null: all of the account. */
  readonly assets: readonly number[] | null;
}

/** Returns the wanted assets that are within the scope; null stands for all assets of the account. */
export function assetsWithin(scope: AccountScope, wanted: readonly number[]): readonly number[];
export function assetsWithin(scope: AccountScope, wanted: readonly number[] | null): readonly number[] | null;
export function assetsWithin(
  { assets }: AccountScope,
  wanted: readonly number[] | null,
): readonly number[] | null {
  if (assets === null || wanted === null) return wanted ?? assets;
  const visible = new Set(assets);
  return wanted.filter((id) => visible.has(id));
}
