import { NAME_STYLES, styledFrame, type NameStyle, type Subscriber } from './subscriber';

/** A frame in either style of event names, built once and only if a subscriber needs it. */
export type StyledFrames = (style: NameStyle) => string;

export function styledFrames(event: string, channel: string, data: string): StyledFrames {
  const built: Partial<Record<NameStyle, string>> = {};
  return (style) => (built[style] ??= styledFrame(style, event, channel, data));
}

/**
 * Subscribers of a channel that get the same frames. Each style of event names has one topic of the socket
 * server, so that a frame is published once however many they are.
 */
export class TopicAudience {
  private readonly members: Record<NameStyle, Set<Subscriber>> = { dotted: new Set(), plain: new Set() };

  constructor(
    private readonly topic: string,
    private readonly publishText: (topic: string, text: string) => number,
  ) {}

  get size(): number {
    return this.members.dotted.size + this.members.plain.size;
  }

  membersOf(style: NameStyle): ReadonlySet<Subscriber> {
    return this.members[style];
  }

  add(subscriber: Subscriber): void {
    this.members[subscriber.style].add(subscriber);
    subscriber.socket.join(this.topicOf(subscriber.style));
  }

  /** Has no effect on a subscriber that is not a member. */
  remove(subscriber: Subscriber): void {
    if (!this.members[subscriber.style].delete(subscriber)) return;
    subscriber.socket.leave(this.topicOf(subscriber.style));
  }

  /** Returns the number of sockets that the frame goes to. */
  publish(frames: StyledFrames): number {
    let sockets = 0;
    for (const style of NAME_STYLES) {
      if (this.members[style].size > 0) sockets += this.publishText(this.topicOf(style), frames(style));
    }
    return sockets;
  }

  private topicOf(style: NameStyle): string {
    return `${style}:${this.topic}`;
  }
}
