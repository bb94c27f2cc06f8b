import { eventually } from '@yipii/testing';
import Pusher from 'pusher-js';
import type { LiveAddress } from './live-client';

interface ServerMessage {
  readonly event: string;
  readonly channel?: string;
  readonly data?: unknown;
}

/** A stock pusher-js on one connection that subscribes to all channels and keeps what they deliver. */
export class ChannelListener {
  /** `<channel> <event> <asset>`, of positions with their `seq`. */
  readonly delivered: string[] = [];
  /** How the subscription to each channel ended: `open` or the status of the refusal. */
  readonly outcomes = new Map<string, string>();
  private readonly pusher: Pusher;
  private pongs = 0;

  constructor({ key, wsPort, api, token }: LiveAddress, channels: readonly string[]) {
    this.pusher = new Pusher(key, {
      ...{ wsHost: '127.0.0.1', wsPort, forceTLS: false, enabledTransports: ['ws'], cluster: '' },
      authEndpoint: `${api}/broadcasting/auth`,
      auth: { headers: { Authorization: `Bearer ${token}` } },
    });
    this.pusher.connection.bind('message', (message: ServerMessage) => this.keep(message));
    for (const name of channels) {
      const channel = this.pusher.subscribe(name);
      channel.bind('pusher:subscription_succeeded', () => this.outcomes.set(name, 'open'));
      channel.bind('pusher:subscription_error', ({ status }: { status: number }) =>
        this.outcomes.set(name, String(status)),
      );
    }
  }

  /** Resolves when this many positions have arrived, which completes the snapshots. */
  async caughtUp(positions: number): Promise<void> {
    const arrived = () => this.delivered.filter((text) => text.includes('.location.updated'));
    await eventually(() => expect(arrived()).toHaveLength(positions));
  }

  /** What a channel has delivered of an asset: events, positions with their `seq`. */
  of(channel: string, assetId: number): string[] {
    const texts = this.delivered.map((text) => text.split(' '));
    return texts
      .filter(([name, , id]) => name === channel && id === String(assetId))
      .map(([, event, , seq]) => [event, seq].filter(Boolean).join(' '));
  }

  get state(): string {
    return this.pusher.connection.state;
  }

  /** Resolves when everything that was sent to this connection so far has arrived. */
  async settled(): Promise<void> {
    const before = this.pongs;
    this.pusher.connection.send_event('pusher:ping', {});
    await eventually(() => expect(this.pongs).toBeGreaterThan(before));
  }

  close(): void {
    this.pusher.disconnect();
  }

  private keep({ event, channel, data }: ServerMessage): void {
    if (event === 'pusher:pong') this.pongs++;
    if (channel === undefined || event.startsWith('pusher')) return;
    for (const { assetId, seq } of [data].flat() as { assetId: number; seq?: number }[]) {
      this.delivered.push([channel, event, assetId, ...(seq === undefined ? [] : [seq])].join(' '));
    }
  }
}
