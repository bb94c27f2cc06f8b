import type { Wire } from './wire';

interface Frame {
  readonly event?: string;
  readonly channel?: string;
  readonly data?: unknown;
}

/** Shows all that goes over WebSockets to the given addresses, as the network panel of a browser would. */
export function tapSockets(wire: Wire, isTapped: (url: URL) => boolean): void {
  const Native = window.WebSocket;

  window.WebSocket = class extends Native {
    private readonly isTapped: boolean;

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      const address = new URL(url);
      this.isTapped = isTapped(address);
      if (!this.isTapped) return;
      const socket = { kind: 'socket', title: address.pathname } as const;
      wire.add({ ...socket, direction: 'out', title: `open ${address.pathname}` });
      this.addEventListener('message', ({ data }) => wire.add({ direction: 'in', ...frameOf(data) }));
      this.addEventListener('close', ({ code, reason }) =>
        wire.add({ ...socket, direction: 'in', title: 'close', code, body: { code, reason } }),
      );
    }

    override send(data: string | ArrayBuffer | Blob | ArrayBufferView<ArrayBuffer>): void {
      if (this.isTapped) wire.add({ direction: 'out', ...frameOf(data) });
      super.send(data);
    }
  };
}

function frameOf(text: unknown): { kind: 'frame'; title: string; channel: string | null; body: unknown } {
  const frame = parse(text) as Frame | null;
  const data = parse(frame?.data);
  const channel = frame?.channel ?? (data as { channel?: string } | null)?.channel ?? null;
  return { kind: 'frame', title: frame?.event ?? '?', channel, body: { ...frame, data } };
}

/** The data of most events is JSON in a string. */
function parse(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
