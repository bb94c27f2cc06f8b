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
    if (!client || !this.hasSecret(client, hashSecret(secret))) return null;
    return client.expiresAt !== null && this.isOver(client.expiresAt) ? null : client;
  }

  /** The present secret, or the one before it while it is rotated. */
  private hasSecret({ secretHash, previousSecret }: OAuthClientRecord, sent: Buffer): boolean {
    if (timingSafeEqual(sent, secretHash)) return true;
    return (
      previousSecret !== null &&
      timingSafeEqual(sent, previousSecret.hash) &&
      !this.isOver(previousSecret.expiresAt)
    );
  }

  private isOver(end: Date): boolean {
    return end.getTime() <= this.clock.now();
  }
}
