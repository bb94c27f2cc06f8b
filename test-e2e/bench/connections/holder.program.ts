import { RawSocket } from '../../support/raw-socket';
import { nowMicros } from '../pace';
import { answerParent } from '../program';

export interface HoldPlan {
  readonly port: number;
  /** Of the connection, with its query. */
  readonly path: string;
  readonly count: number;
  /** From so many addresses of 127.0.0.0/8, by turns. */
  readonly addresses: number;
}

export interface Closes {
  /** By close code. */
  readonly codes: Readonly<Record<string, number>>;
  /** Of each, ms of a clock that all processes share. */
  readonly times: readonly number[];
}

const AT_ONCE = 100;
const ADDRESSES_PER_NET = 250;

let held: RawSocket[] = [];
let stillOpen = 0;
let codes: Record<string, number> = {};
let times: number[] = [];

/** Many idle connections. */
answerParent({
  /** Resolves when the server has greeted all of them. */
  open: async ({ count, ...target }: HoldPlan) => {
    [held, codes, times] = [[], {}, []];
    for (let i = 0; i < count; i += AT_ONCE) {
      const next = Array.from({ length: Math.min(AT_ONCE, count - i) }, (_, k) => open(target, i + k));
      held.push(...(await Promise.all(next)));
    }
  },
  /** As clients do that leave. */
  close: () => {
    for (const socket of held) socket.close();
    held = [];
  },
  open_connections: () => stillOpen,
  closes: (): Closes => ({ codes, times }),
});

function open({ port, path, addresses }: Omit<HoldPlan, 'count'>, index: number): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    const socket = new RawSocket(
      { port, path, localAddress: addressOf(index % addresses) },
      {
        text: () => resolve(socket),
        closed: (code) => {
          stillOpen--;
          codes[code] = (codes[code] ?? 0) + 1;
          times.push(nowMicros() / 1_000);
        },
      },
    );
    stillOpen++;
    socket.opened.catch(reject);
  });
}

function addressOf(index: number): string {
  return `127.0.${1 + Math.floor(index / ADDRESSES_PER_NET)}.${1 + (index % ADDRESSES_PER_NET)}`;
}
