import type { Hub } from '../hub/hub';
import type { Admission } from '../session/admission';
import type { AppPolicy } from '../session/app-policy';
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
    // There is nothing to do.
  }

  join(client: ChannelClient, channel: string, { target }: Admission): void {
    const { subscriber } = client;
    if (target.kind === 'fleet') {
      this.hub.join(subscriber, target);
    } else if (target.kind === 'link') {
      const letIn = (): void => this.hub.joinLink(subscriber, target.linkUuid);
      this.viewers.come(client, channel, target.maxViewers, letIn);
    }
  }

  leave(client: ChannelClient, channel: string): void {
    this.hub.leave(client.subscriber, channel);
    this.viewers.go(client, channel);
  }

  publish(): void {
    // The policy refuses every client event.
  }

  signIn(): void {
    // The policy refuses every sign-in.
  }

  closed(client: ChannelClient): void {
    this.hub.leaveAll(client.subscriber);
    this.viewers.goFromAll(client);
  }

  /** The directory has lost the entries of this node: registers them again. */
  resync(): void {
    this.viewers.resync();
  }
}
