import type { AccessRevoked } from '@yipii/protocol';
import type { Revocations } from './access.ports';
import { revocableIds, type Principal } from './principal';

/** What has been revoked, in memory, so that checking a token needs no query. */
export class RevokedAccess {
  private readonly ids = new Set<string>();

  constructor(private readonly revocations: Revocations) {}

  /** Everything that was revoked before this process came to hear of it by itself. */
  async load(): Promise<void> {
    for (const jti of await this.revocations.active()) this.ids.add(`token:${jti}`);
  }

  add({ kind, id }: Pick<AccessRevoked, 'kind' | 'id'>): void {
    this.ids.add(`${kind}:${id}`);
  }

  has(principal: Pick<Principal, 'tokenId' | 'clientId' | 'accountId'>): boolean {
    return revocableIds(principal).some((id) => this.ids.has(id));
  }
}
