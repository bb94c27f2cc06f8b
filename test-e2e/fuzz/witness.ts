import PusherServer from 'pusher';
import Pusher, { type Channel } from 'pusher-js';
import { FUZZ_APP, WITNESS_CHANNELS, WITNESS_USER } from './fuzz-names';

const EVERY_MS = 20;
const EVENT = 'n';
/** pusher-js tells of these by itself. */
const OF_THE_CHANNEL = new Set(['pusher:subscription_succeeded', 'pusher:subscription_count']);

/** A stock client and a stock server that go on as if nothing were: whatever disturbs them is a problem. */
export class Witness {
  readonly problems: string[] = [];
  private readonly sdk: PusherServer;
  private readonly pusher: Pusher;
  private readonly received = new Map<string, number>();
  private sent = 0;
  private isOver = false;
  private trickle: Promise<void> = Promise.resolve();

  constructor(port: number) {
    const { id: appId, key, secret } = FUZZ_APP;
    this.sdk = new PusherServer({ appId, key, secret, host: '127.0.0.1', port: String(port), useTLS: false });
    this.pusher = new Pusher(key, {
      ...{ wsHost: '127.0.0.1', wsPort: port, forceTLS: false, cluster: '', disableStats: true },
      enabledTransports: ['ws'],
      channelAuthorization: {
        ...{ endpoint: '', transport: 'ajax' },
        customHandler: ({ socketId, channelName }, callback) =>
          callback(null, this.sdk.authorizeChannel(socketId, channelName, presenceOf(channelName))),
      },
      userAuthentication: {
        ...{ endpoint: '', transport: 'ajax' },
        customHandler: ({ socketId }, callback) =>
          callback(null, this.sdk.authenticateUser(socketId, { id: WITNESS_USER })),
      },
    });
  }

  /** Resolves when it has all its channels. */
  async start(): Promise<void> {
    const channels = await Promise.all(WITNESS_CHANNELS.map((name) => this.join(name)));
    this.pusher.signin();
    for (const channel of channels) this.watch(channel);
    this.pusher.connection.bind('state_change', ({ current }: { current: string }) => {
      if (!this.isOver) this.note(`its connection became ${current}`);
    });
    this.pusher.connection.bind('error', (error: unknown) => this.note(`error ${JSON.stringify(error)}`));
    this.trickle = this.send();
  }

  /** Events sent on each of its channels so far. */
  get events(): number {
    return this.sent;
  }

  /** Sends no more; resolves when what was sent has arrived, or will not. */
  async end(): Promise<void> {
    this.isOver = true;
    await this.trickle;
    const deadline = Date.now() + 10_000;
    while (!this.hasAll() && Date.now() < deadline) await pause(EVERY_MS);
    for (const name of WITNESS_CHANNELS) {
      const got = this.received.get(name) ?? 0;
      if (got !== this.sent) this.note(`${name} has ${got} of ${this.sent} events`);
    }
    this.pusher.disconnect();
  }

  private async send(): Promise<void> {
    while (!this.isOver) {
      try {
        await this.sdk.trigger([...WITNESS_CHANNELS], EVENT, this.sent);
        this.sent++;
      } catch (error) {
        this.note(`an event could not be sent: ${String(error)}`);
        return;
      }
      await pause(EVERY_MS);
    }
  }

  private watch(channel: Channel): void {
    channel.bind_global((event: string, data: unknown) => {
      if (OF_THE_CHANNEL.has(event)) return;
      const next = this.received.get(channel.name) ?? 0;
      if (event === EVENT && data === next) this.received.set(channel.name, next + 1);
      else this.note(`${channel.name} got ${event} ${JSON.stringify(data)} instead of event ${next}`);
    });
  }

  private join(name: string): Promise<Channel> {
    const channel = this.pusher.subscribe(name);
    return new Promise((resolve, reject) => {
      channel.bind('pusher:subscription_succeeded', () => resolve(channel));
      channel.bind('pusher:subscription_error', (error: unknown) => reject(new Error(JSON.stringify(error))));
    });
  }

  private hasAll(): boolean {
    return WITNESS_CHANNELS.every((name) => this.received.get(name) === this.sent);
  }

  private note(problem: string): void {
    if (this.problems.length < 20) this.problems.push(problem);
  }
}

function presenceOf(channel: string): { user_id: string } | undefined {
  return channel.startsWith('presence-') ? { user_id: WITNESS_USER } : undefined;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
