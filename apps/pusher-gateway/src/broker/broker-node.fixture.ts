import type { BrokerMessage, ChannelBroker, FrameMessage } from './channel-broker.ports';

export const APP = 'shop';

export function aFrame(channel: string, frame: string): FrameMessage {
  return { kind: 'frame', appId: APP, channel, frame };
}

/** A listening node that records what it receives. */
export class BrokerNode {
  readonly messages: BrokerMessage[] = [];
  missed = 0;

  constructor(readonly broker: ChannelBroker) {
    broker.listen({
      received: (message) => this.messages.push(message),
      missed: () => (this.missed += 1),
    });
  }

  /** Frames of the channel in order of arrival. */
  framesOf(channel: string): string[] {
    return this.messages.flatMap((message) =>
      message.kind === 'frame' && message.channel === channel ? [message.frame] : [],
    );
  }
}
