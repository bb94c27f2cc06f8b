import { Controller } from '@nestjs/common';
import { LinkAccessStore, type ViewerRevocation } from '@yipii/live';
import { Clock, Consume, type Batch } from '@yipii/platform';
import { topics, type AccessRevoked } from '@yipii/protocol';

/** Where the end of a session is not told, and for links: link-session is not away for longer. */
const KEPT_MS = 7 * 86_400_000;

/**
 * Keeps for gateways what was revoked of viewers, until it would have ended. Only link-session takes sessions away,
 * and it may be away for longer than gateways remember. A group of its own: while Redis is away, the API's own
 * revocations do not wait.
 */
@Controller()
export class RevokedViewersConsumer {
  constructor(
    private readonly access: LinkAccessStore,
    private readonly clock: Clock,
  ) {}

  @Consume(topics.accessRevoked, { group: 'api-viewers' })
  async onAccessRevoked({ events }: Batch<AccessRevoked>): Promise<void> {
    await Promise.all(
      events.map(async ({ event, occurredAt }) => {
        if (isOfViewers(event.kind)) await this.access.revoke(this.toKeep(event.kind, event, occurredAt));
      }),
    );
  }

  private toKeep(
    kind: ViewerRevocation['kind'],
    { id, expiresAt }: AccessRevoked,
    occurredAt: string,
  ): ViewerRevocation {
    const end = Date.parse(expiresAt ?? '');
    const until = Number.isNaN(end) ? this.clock.now() + KEPT_MS : end;
    return { kind, id, at: Date.parse(occurredAt), until };
  }
}

function isOfViewers(kind: string): kind is ViewerRevocation['kind'] {
  return kind === 'session' || kind === 'link';
}
