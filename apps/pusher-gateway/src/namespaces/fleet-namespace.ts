import type { Hub } from '../hub/hub';
import type { Admission, AppPolicy } from '../session/app-policy';
import type { Viewers } from './link-viewers';
import type { ChannelClient, Namespace } from './namespace';

/** Our own app: the streams of the fleets. */
export class FleetNamespace implements Namespace {
  constructor(
    readonly policy: AppPolicy,
    readonly authoriseWithinMs: number,
    private readonly hub: Hub,
    private readonly viewers: Viewers,
  ) {}

  accepts(): null {
    return null;
  }

  opened(): void {
    // Nobody is told.
  }

  join(client: ChannelClient, channel: string, admission: Admission): void {
    const { subscriber } = client;
    if (admission.kind === 'fleet') {
      this.hub.join(subscriber, admission.channel, admission.accountId);
    } else if (admission.kind === 'tracking') {
      const letIn = (): void => this.hub.joinLink(subscriber, admission.linkUuid);
      this.viewers.come(client, channel, admission.maxViewers, letIn);
    }
  }

  leave(client: ChannelClient, channel: string): void {
    this.hub.leave(client.subscriber, channel);
    this.viewers.go(client, channel);
  }

  publish(): void {
    // The policy lets nothing through.
  }

  signIn(): void {
    // Likewise.
  }

  closed(client: ChannelClient): void {
    this.hub.leaveAll(client.subscriber);
    this.viewers.goFromAll(client);
  }

  /** The directory has lost what this node told it. */
  resync(): void {
    this.viewers.resync();
  }
}
