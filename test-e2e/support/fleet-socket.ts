import { RawSocket } from './raw-socket';

interface ServerFrame {
  readonly event: string;
  readonly data?: unknown;
}

/** A bare WebSocket of our own app, cheap enough to have hundreds of them. */
export class FleetSocket {
  /** Of the server; null while it is open. */
  closeCode: number | null = null;
  /** Epoch ms at which it was closed or its subscription refused; null: neither has happened. */
  endedAt: number | null = null;
  /** The last refusal of a subscription. */
  refusal: { readonly status: number } | null = null;
  private readonly socket: RawSocket;
  private readonly waiting = new Map<string, (data: unknown) => void>();

  private constructor(port: number, appKey: string, localAddress: string) {
    this.socket = new RawSocket(
      { port, localAddress, path: `/app/${appKey}?protocol=7&client=js&version=8.6.0` },
      {
        text: (bytes, start, end) =>
          this.received(JSON.parse(bytes.toString('utf8', start, end)) as ServerFrame),
        closed: (code) => {
          this.closeCode = code;
          this.endedAt ??= Date.now();
        },
      },
    );
  }

  /**
   * Returns it with the id that authorisations are made for.
   * @param localAddress one of 127.0.0.0/8
   */
  static async open(
    port: number,
    appKey: string,
    localAddress = '127.0.0.1',
  ): Promise<{ socket: FleetSocket; socketId: string }> {
    const socket = new FleetSocket(port, appKey, localAddress);
    const established = socket.next('pusher:connection_established');
    await socket.socket.opened;
    const { socket_id: socketId } = JSON.parse(String(await established)) as { socket_id: string };
    return { socket, socketId };
  }

  /** Resolves when the server has taken the subscription; never if it refuses it. */
  async subscribe(channel: string, auth: string): Promise<void> {
    const joined = this.next('pusher_internal:subscription_succeeded');
    this.socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel, auth } }));
    await joined;
  }

  cut(): void {
    this.socket.cut();
  }

  private next(event: string): Promise<unknown> {
    return new Promise((resolve) => this.waiting.set(event, resolve));
  }

  private received({ event, data }: ServerFrame): void {
    if (event === 'pusher:subscription_error') {
      this.refusal = data as { readonly status: number };
      this.endedAt ??= Date.now();
    }
    this.waiting.get(event)?.(data);
  }
}
