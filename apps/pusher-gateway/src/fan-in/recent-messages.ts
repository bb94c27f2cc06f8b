import type { BrokerMessage, BrokerStream } from '../broker/channel-broker.ports';

/** Longer than a broker that lost its data needs to be there again, and readers with it. */
const KEPT_MS = 30_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** What a message takes beside its texts, about. */
const OVERHEAD_BYTES = 200;

export interface RecentMessage {
  readonly stream: BrokerStream;
  readonly messages: readonly BrokerMessage[];
}

interface RecentEntry extends RecentMessage {
  readonly at: number;
  readonly bytes: number;
}

/** What was published in the last 30 s, oldest first; of more than 64 MB only the newest. */
export class RecentMessages {
  private kept: RecentEntry[] = [];
  /** Those before it are gone already. */
  private first = 0;
  private bytes = 0;

  constructor(
    private readonly now: () => number,
    private readonly maxBytes = MAX_BYTES,
  ) {}

  add(stream: BrokerStream, messages: readonly BrokerMessage[]): void {
    const bytes = messages.reduce((sum, message) => sum + sizeOf(message), 0);
    this.kept.push({ stream, messages, at: this.now(), bytes });
    this.bytes += bytes;
    this.forgetOld();
  }

  all(): readonly RecentMessage[] {
    this.forgetOld();
    return this.kept.slice(this.first);
  }

  private forgetOld(): void {
    const limit = this.now() - KEPT_MS;
    for (let oldest = this.kept[this.first]; oldest; oldest = this.kept[this.first]) {
      if (oldest.at >= limit && this.bytes <= this.maxBytes) break;
      this.bytes -= oldest.bytes;
      this.first++;
    }
    // Now and then, so that forgetting costs the same however much is kept.
    if (this.first * 2 <= this.kept.length) return;
    this.kept = this.kept.slice(this.first);
    this.first = 0;
  }
}

function sizeOf(message: BrokerMessage): number {
  switch (message.kind) {
    case 'positions':
      return message.positions.reduce((sum, { json }) => sum + json.length + OVERHEAD_BYTES, 0);
    case 'link-position':
      return message.position.json.length + OVERHEAD_BYTES;
    case 'event':
      return message.data.length + OVERHEAD_BYTES;
    case 'frame':
      return message.frame.length + OVERHEAD_BYTES;
    case 'user-end':
      return OVERHEAD_BYTES;
  }
}
