import { NEVER, type Principal } from '@yipii/domain';
import { hashSecret } from '@yipii/persistence';
import { BearerKind, type Clock } from '@yipii/platform';
import type { ApiKeyDirectory } from './access.ports';

/** Before the random part of every key. */
export const API_KEY_PREFIX = 'yak_';
/** A key as it is sent. */
export const API_KEY = /^yak_[A-Za-z0-9_-]{43}$/;

/** API keys, which are looked up at every use: what is changed or deleted takes effect at once. */
export class ApiKeys extends BearerKind {
  constructor(
    private readonly keys: ApiKeyDirectory,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected accepts(bearer: string): boolean {
    return bearer.startsWith(API_KEY_PREFIX);
  }

  async verify(bearer: string): Promise<Principal | null> {
    const key = API_KEY.test(bearer) ? await this.keys.findBySecret(hashSecret(bearer)) : null;
    if (!key) return null;
    const expiresAt = key.expiresAt?.getTime() ?? NEVER;
    if (expiresAt <= this.clock.now()) return null;
    return {
      ...{ kind: 'api_key', keyId: String(key.id), version: key.version },
      account: { key: key.account.key, name: key.account.name },
      scope: { accountId: key.account.id, assets: key.assetIds },
      scopes: key.scopes,
      expiresAt,
    };
  }
}
