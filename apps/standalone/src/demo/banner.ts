import { PHONE_ID } from './demo-account';
import type { DemoFile } from './demo-file';
import { renderUnicodeCompact } from 'uqr';

/** Where and for whom the banner is printed. */
export interface BannerPlace {
  readonly vehicles: number;
  readonly token: string;
  /** Address of this machine in the local network, if it has one. */
  readonly lanAddress: string | undefined;
  /** Whether somebody looks at it: a QR code in a log is of no use to anybody. */
  readonly isTerminal: boolean;
}

/** What a person sees once the demo runs: where to look, and a client to paste that works as it stands. */
export function banner(demo: DemoFile, { vehicles, token, lanAddress, isTerminal }: BannerPlace): string {
  const { api, ws, app, accountKey, trackers, user, links } = demo;
  return `
${fleetLine(demo, vehicles)}

  Live demo   ${api}/demo
  Public link ${links.public.url}
  API         ${api}  (described at ${api}/docs/api)
  Owner       ${user.email}, password ${user.password}
  WebSocket   ws://${ws.host}:${ws.port}/app/${app.key}
  Trackers    ${portsOf(trackers)}
${phonePage(links.public.url, { lanAddress, isTerminal })}
Watch the fleet from a program of yours (npm install pusher-js):

  const Pusher = require('pusher-js');
  const pusher = new Pusher('${app.key}', {
    wsHost: '${ws.host}', wsPort: ${ws.port}, forceTLS: false, enabledTransports: ['ws', 'wss'],
    disableStats: true, cluster: '', authEndpoint: '${api}/broadcasting/auth',
    auth: { headers: { Authorization: 'Bearer ${token}' } },
  });
  pusher.subscribe('private-account.${accountKey}').bind('.location.updated', console.log);

Follow one vehicle without an account, as the receiver of a delivery does (examples/curl goes on from here):

  curl -X POST ${api}/api/public/tracking/${links.public.uuid}/verify
${phoneLines(trackers)}
Ctrl-C stops everything.
`;
}

/** Where a phone in the same network sees the vehicle, and a code for its camera. */
function phonePage(
  link: string,
  { lanAddress, isTerminal }: Pick<BannerPlace, 'lanAddress' | 'isTerminal'>,
): string {
  if (lanAddress === undefined) return '';
  const url = new URL(link);
  url.hostname = lanAddress;
  const code = isTerminal ? `\n${qrCode(url.href)}\n` : '';
  return `
See what the receiver of a delivery sees, on a phone in the same network:

  ${url.href}
${code}`;
}

/** White on black in every terminal: some cameras read no inverted code. */
function qrCode(text: string): string {
  const lines = renderUnicodeCompact(text, { border: 2 }).split('\n');
  return lines.map((line) => `  \x1b[97;40m${line}\x1b[0m\n`).join('');
}

/** The vehicles are Teltonika trackers: without that port none of them drives. */
function fleetLine({ trackers }: DemoFile, vehicles: number): string {
  return trackers.teltonika === undefined
    ? 'Yipii Live is running without its demo vehicles: the port for Teltonika trackers is in use or not in INGESTION_PORTS.'
    : `Yipii Live streams ${vehicles} vehicles on the streets of Gothenburg.`;
}

function portsOf(trackers: DemoFile['trackers']): string {
  const ports = Object.entries(trackers).map(([protocol, port]) => `${protocol} ${port}`);
  return ports.length > 0 ? ports.join(', ') : 'none (their ports are in use)';
}

function phoneLines({ osmand }: DemoFile['trackers']): string {
  if (osmand === undefined) return '';
  return `
Put your phone on the map:

  curl 'localhost:${osmand}/?id=${PHONE_ID}&lat=57.7089&lon=11.9746'
`;
}
