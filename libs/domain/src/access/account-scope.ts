/**
 * What a caller may see of an account. Every store takes it and applies it, so that no caller has to filter.
 */
export interface AccountScope {
  readonly accountId: number;
  /** The only assets that it may see; null: all of the account. */
  readonly assets: readonly number[] | null;
}
