import { timingSafeEqual } from 'node:crypto';
import { hashSecret, type OAuthClientRecord } from '@yipii/persistence';
import type { Clock } from '@yipii/platform';
import type { ClientDirectory } from './access.ports';

/** Finds the OAuth client with an id and secret; why there is none is not told. */
export class AuthenticateClient {
  constructor(
    private readonly clients: ClientDirectory,
    private readonly clock: Clock,
  ) {}

  async run(clientId: string, secret: string): Promise<OAuthClientRecord | null> {
    const client = await this.clients.find(clientId);
    if (!client || !timingSafeEqual(hashSecret(secret), client.secretHash)) return null;
    const expired = client.expiresAt !== null && client.expiresAt.getTime() <= this.clock.now();
    return expired ? null : client;
  }
}
