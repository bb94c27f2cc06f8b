import { LINKS_APP } from '@yipii/live';
import { refusal } from '../session/admission';
import type { NodeContext } from './node-context';
import type { ChannelClient } from './namespace';
import { untilDone } from './retry';

const VIEWER_LIMIT = refusal('LimitReached', 429, 'VIEWER_LIMIT');

/** What counting needs from the node. */
export type CountingNode = Pick<NodeContext, 'node' | 'directory' | 'after' | 'failed'>;

interface WaitingViewer {
  readonly maxViewers: number;
  readonly letIn: () => void;
}

/**
 * The viewers of one link on this node, and their number on all nodes by the directory. If the number is
 * limited a viewer is counted first and admitted if that was within the limit, so that the directory
 * decides between nodes.
 */
export class LinkViewers {
  private readonly inside = new Set<ChannelClient>();
  private readonly waiting = new Map<ChannelClient, WaitingViewer>();
  private telling: Promise<void> | null = null;
  private isTold = true;

  constructor(
    private readonly channel: string,
    private readonly context: CountingNode,
    /** Called when no viewer is left and the directory knows it. */
    private readonly ended: () => void,
  ) {}

  /** @param maxViewers null: any number; otherwise the client waits for the directory */
  come(client: ChannelClient, maxViewers: number | null, letIn: () => void): void {
    if (maxViewers === null) {
      this.inside.add(client);
      letIn();
    } else {
      this.waiting.set(client, { maxViewers, letIn });
    }
    this.tell();
  }

  go(client: ChannelClient): void {
    if (this.inside.delete(client) || this.waiting.delete(client)) this.tell();
  }

  /** Updates the directory: once, however many viewers come and go meanwhile. */
  tell(): void {
    this.isTold = false;
    this.telling ??= this.tellAll().finally(() => {
      this.telling = null;
      if (!this.isTold) this.tell();
      else if (this.inside.size === 0 && this.waiting.size === 0) this.ended();
    });
  }

  private async tellAll(): Promise<void> {
    while (!this.isTold) {
      this.isTold = true;
      const counted = [...this.waiting];
      const here = this.inside.size + counted.length;
      const outcome = await untilDone(
        () => this.context.directory.change(this.context.node, this.ref, { subscriptions: here || null }),
        () => true,
        this.context,
      );
      if (outcome) this.admit(counted, outcome.subscriptions - here);
    }
  }

  /** @param elsewhere viewers on other nodes */
  private admit(counted: readonly (readonly [ChannelClient, WaitingViewer])[], elsewhere: number): void {
    for (const [client, waiting] of counted) {
      // The client may have left and come back meanwhile.
      if (this.waiting.get(client) !== waiting) continue;
      this.waiting.delete(client);
      if (elsewhere + this.inside.size < waiting.maxViewers) {
        this.inside.add(client);
        waiting.letIn();
      } else {
        this.isTold = false;
        client.refused(this.channel, VIEWER_LIMIT);
      }
    }
  }

  private get ref(): { appId: string; channel: string } {
    return { appId: LINKS_APP, channel: this.channel };
  }
}

/** Viewers of all links on this node. */
export class Viewers {
  private readonly links = new Map<string, LinkViewers>();
  private readonly channels = new Map<ChannelClient, Set<string>>();

  constructor(private readonly context: CountingNode) {}

  /** Runs `letIn` once the client is within the limit; refuses it otherwise. */
  come(client: ChannelClient, channel: string, maxViewers: number | null, letIn: () => void): void {
    const channels = this.channels.get(client);
    if (channels) channels.add(channel);
    else this.channels.set(client, new Set([channel]));
    this.linkOf(channel).come(client, maxViewers, letIn);
  }

  /** Has no effect for any other channel. */
  go(client: ChannelClient, channel: string): void {
    const channels = this.channels.get(client);
    if (!channels?.delete(channel)) return;
    if (channels.size === 0) this.channels.delete(client);
    this.links.get(channel)?.go(client);
  }

  goFromAll(client: ChannelClient): void {
    for (const channel of [...(this.channels.get(client) ?? [])]) this.go(client, channel);
  }

  /** The directory has lost the entries of this node: registers them again. */
  resync(): void {
    for (const link of this.links.values()) link.tell();
  }

  private linkOf(channel: string): LinkViewers {
    let link = this.links.get(channel);
    if (!link) {
      link = new LinkViewers(channel, this.context, () => this.links.delete(channel));
      this.links.set(channel, link);
    }
    return link;
  }
}
