import { revocableIds, type Principal } from '@yipii/domain';
import type { AccessRevoked } from '@yipii/protocol';
import type { Revocations } from './access.ports';

/** What has been revoked, in memory, so that checking a credential needs no query. */
export class RevokedAccess {
  private readonly ids = new Set<string>();

  constructor(private readonly revocations: Revocations) {}

  /** Loads everything that was revoked before this process began to read the topic. */
  async load(): Promise<void> {
    for (const jti of await this.revocations.active()) this.ids.add(`token:${jti}`);
  }

  add({ kind, id }: Pick<AccessRevoked, 'kind' | 'id'>): void {
    this.ids.add(`${kind}:${id}`);
  }

  has(principal: Principal): boolean {
    return revocableIds(principal).some((id) => this.ids.has(id));
  }
}
