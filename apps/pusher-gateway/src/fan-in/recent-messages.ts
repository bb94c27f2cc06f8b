import type { BrokerMessage, BrokerStream } from '../broker/channel-broker.ports';

/** Longer than the broker and its readers need to come back after a loss of data. */
const KEPT_MS = 30_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** About what a message takes beside its texts. */
const OVERHEAD_BYTES = 200;

export interface RecentMessage {
  readonly stream: BrokerStream;
  readonly messages: readonly BrokerMessage[];
}

interface RecentEntry extends RecentMessage {
  readonly at: number;
  readonly bytes: number;
}

/** The messages published in the last 30 s, oldest first; at most the newest 64 MB. */
export class RecentMessages {
  private kept: RecentEntry[] = [];
  /** Entries before this index are already forgotten. */
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
    // Only now and then, so that the cost of forgetting does not grow with what is kept.
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
