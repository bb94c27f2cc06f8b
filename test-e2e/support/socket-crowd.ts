import type { Cluster } from './cluster';
import { FleetSocket } from './fleet-socket';

/** How many sockets are opened at a time. */
const AT_ONCE = 50;

/** Calls the API with somebody's credential. */
export type Send = (method: string, path: string, body?: object) => Promise<Response>;

export function sendWith(api: string, headers: Readonly<Record<string, string>>): Send {
  return (method, path, body) =>
    fetch(`${api}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
}

/** Sockets of one credential, every second on the other gateway. */
export class SocketCrowd {
  private readonly sockets: FleetSocket[] = [];
  /** Those that have an authorisation which they have not used yet. */
  private readonly ready: { readonly socket: FleetSocket; readonly auth: string }[] = [];

  constructor(
    private readonly cluster: Cluster,
    private readonly send: Send,
    private readonly channel: string,
  ) {}

  /** Subscribes this many sockets. */
  async join(count: number): Promise<void> {
    await this.open(count, async (socket, auth) => {
      await socket.subscribe(this.channel, auth);
      this.sockets.push(socket);
    });
  }

  /** Opens this many sockets that are authorised, but not subscribed. */
  authorise(count: number): Promise<void> {
    return this.open(count, (socket, auth) => {
      this.ready.push({ socket, auth });
      return Promise.resolve();
    });
  }

  /** Those of {@link authorise} subscribe; whether they may shows in {@link left}. */
  useAuthorisations(): void {
    for (const { socket, auth } of this.ready) void socket.subscribe(this.channel, auth);
    this.sockets.push(...this.ready.splice(0).map(({ socket }) => socket));
  }

  /** Those that still have what they came for. */
  get left(): number {
    return this.sockets.filter(({ endedAt }) => endedAt === null).length;
  }

  /** The codes with which the server has closed some of them. */
  get closeCodes(): number[] {
    return [...new Set(this.sockets.flatMap(({ closeCode }) => closeCode ?? []))];
  }

  /** How long after `since` (epoch ms) each of them had ended, in ms, ascending. */
  endedAfter(since: number): number[] {
    return this.sockets.map(({ endedAt }) => (endedAt ?? Infinity) - since).sort((a, b) => a - b);
  }

  /** The status with which the API answers another authorisation. */
  async statusOfNext(): Promise<number> {
    return (await this.askFor('1.1')).status;
  }

  cut(): void {
    for (const socket of this.sockets) socket.cut();
  }

  private async open(
    count: number,
    use: (socket: FleetSocket, auth: string) => Promise<void>,
  ): Promise<void> {
    for (let done = 0; done < count; done += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, count - done) }, async (_, index) => {
        const gateway = this.cluster.app(`pusher-gateway-${index % 2 === 0 ? 1 : 2}`);
        const { socket, socketId } = await FleetSocket.open(gateway.port('websocket'), this.cluster.appKey);
        const response = await this.askFor(socketId);
        if (!response.ok) throw new Error(`${this.channel}: ${response.status} ${await response.text()}`);
        await use(socket, ((await response.json()) as { auth: string }).auth);
      });
      await Promise.all(some);
    }
  }

  private askFor(socketId: string): Promise<Response> {
    const body = { socket_id: socketId, channel_name: this.channel };
    return this.send('POST', '/broadcasting/auth', body);
  }
}
