import { Agent, request } from 'node:http';
import { RawSocket } from '../../support/raw-socket';
import { Latencies, type Spread } from '../latencies';
import { paced, type Pace } from '../pace';
import { answerParent } from '../program';

export interface DashboardsPlan extends Pace {
  readonly api: string;
  readonly token: string;
  /** Of the app. */
  readonly key: string;
  readonly wsPorts: readonly number[];
  /** By turns; each of them has a position. */
  readonly channels: readonly string[];
}

/** Between a dashboard's first byte and the first position on its screen. */
export interface Shown extends Spread {
  /** How many have failed, by the reason. */
  readonly failures: Readonly<Record<string, number>>;
}

const ESTABLISHED = 'pusher:connection_established';
const POSITION = '.location.updated';
const REFUSED = 'pusher:subscription_error';
/** As a proxy in front of the API would: browsers come by many connections, the proxy keeps a few. */
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** Fewer sockets at once than a process of three kinds of connections may have of 20,000 open files. */
const STAY_MS = 2_000;

/** Dashboards that are opened one after another, whether or not the former has its position, and closed after a while. */
answerParent({
  come: async (plan: DashboardsPlan): Promise<Shown> => {
    const latencies = new Latencies();
    const coming: Promise<void>[] = [];
    const failures: Record<string, number> = {};
    await paced(plan, (n) => {
      const cameAt = performance.now();
      const shown = open(plan, n).then(
        () => latencies.add(performance.now() - cameAt),
        (error: unknown) => void (failures[String(error)] = (failures[String(error)] ?? 0) + 1),
      );
      coming.push(shown);
    });
    await Promise.all(coming);
    return { ...latencies.spread(), failures };
  },
});

async function open(plan: DashboardsPlan, n: number): Promise<void> {
  const socket = await withPosition(plan, n);
  setTimeout(() => socket.close(), STAY_MS);
}

/** Resolves when the first position has come. */
function withPosition(plan: DashboardsPlan, n: number): Promise<RawSocket> {
  const { key, wsPorts, channels } = plan;
  const channel = channels[n % channels.length] ?? '';
  const target = {
    port: wsPorts[n % wsPorts.length] ?? 0,
    path: `/app/${key}?protocol=7&client=js&version=8.6.0`,
  };
  return new Promise((resolve, reject) => {
    const socket = new RawSocket(target, {
      text: (bytes, start, end) => {
        const text = bytes.toString('utf8', start, end);
        if (text.includes(POSITION)) resolve(socket);
        else if (text.includes(REFUSED)) reject(new Error(text));
        else if (text.includes(ESTABLISHED)) subscribe(socket, text).catch(reject);
      },
      closed: (code) => reject(new Error(`closed with ${code}`)),
    });
    socket.opened.catch(reject);
  });

  async function subscribe(socket: RawSocket, established: string): Promise<void> {
    const { data } = JSON.parse(established) as { data: string };
    const { socket_id: socketId } = JSON.parse(data) as { socket_id: string };
    const { auth } = JSON.parse(await authorise(plan, socketId, channel)) as { auth: string };
    socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel, auth } }));
  }
}

function authorise({ api, token }: DashboardsPlan, socketId: string, channel: string): Promise<string> {
  const body = new URLSearchParams({ socket_id: socketId, channel_name: channel }).toString();
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const asked = request(`${api}/broadcasting/auth`, { method: 'POST', headers, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(text);
        else reject(new Error(`${answer.statusCode}: ${text}`));
      });
    });
    asked.on('error', reject).end(body);
  });
}
