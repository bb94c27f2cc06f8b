import type { OAuthClientRecord } from '@yipii/persistence';
import type { Clock } from '@yipii/platform';
import type { AccessRevoked } from '@yipii/protocol';
import type { ClientDirectory } from './access.ports';

/** A client that nothing was announced of is read again after this long. */
const KNOWN_MS = 60_000;
const MAX_KNOWN = 10_000;

/** Clients by their id, in memory, so that checking a token needs no query. */
export class KnownClients {
  private readonly known = new Map<string, { readonly client: OAuthClientRecord; readonly until: number }>();
  /** Counts revocations: what was read while one came in may be out of date. */
  private revocations = 0;

  constructor(
    private readonly directory: ClientDirectory,
    private readonly clock: Clock,
  ) {}

  async find(clientId: string): Promise<OAuthClientRecord | null> {
    const known = this.known.get(clientId);
    if (known && known.until > this.clock.now()) return known.client;
    const { revocations } = this;
    const client = await this.directory.find(clientId);
    if (client && revocations === this.revocations) this.remember(client);
    return client;
  }

  /** Reads what a revocation concerns again. */
  forget({ kind, id }: Pick<AccessRevoked, 'kind' | 'id'>): void {
    if (kind !== 'client' && kind !== 'account') return;
    this.revocations++;
    if (kind === 'account') this.known.clear();
    else this.known.delete(id.split('.')[0] ?? id);
  }

  private remember(client: OAuthClientRecord): void {
    this.known.delete(client.id);
    this.known.set(client.id, { client, until: this.clock.now() + KNOWN_MS });
    const [oldest] = this.known.keys();
    if (this.known.size > MAX_KNOWN && oldest !== undefined) this.known.delete(oldest);
  }
}
