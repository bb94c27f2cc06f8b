import type { Hub } from '../hub/hub';
import type { Admission, AppPolicy } from '../session/app-policy';
import type { Client, Realm } from './realm';

/** Our own app: the streams of the fleets. */
export class FleetRealm implements Realm {
  constructor(
    readonly policy: AppPolicy,
    readonly authoriseWithinMs: number,
    private readonly hub: Hub,
  ) {}

  accepts(): null {
    return null;
  }

  opened(): void {
    // Nobody is told.
  }

  join({ subscriber }: Client, _channel: string, admission: Admission): void {
    if (admission.kind === 'fleet') this.hub.join(subscriber, admission.channel, admission.accountId);
    else if (admission.kind === 'tracking') this.hub.joinLink(subscriber, admission.linkUuid);
  }

  leave({ subscriber }: Client, channel: string): void {
    this.hub.leave(subscriber, channel);
  }

  publish(): void {
    // The policy lets nothing through.
  }

  signIn(): void {
    // Likewise.
  }

  closed({ subscriber }: Client): void {
    this.hub.leaveAll(subscriber);
  }
}
