import { PHONE_ID } from './demo-account';
import type { DemoFile } from './demo-file';

/** What a person sees once the demo runs: where to look, and a client to paste that works as it stands. */
export function banner(demo: DemoFile, vehicles: number, token: string): string {
  const { api, ws, app, accountKey, trackers, user } = demo;
  const ports = Object.entries(trackers).map(([protocol, port]) => `${protocol} ${port}`);
  return `
Yipii Live streams ${vehicles} vehicles on the streets of Gothenburg.

  Demo page   ${api}/demo
  API         ${api}  (described at ${api}/docs/api)
  Owner       ${user.email}, password ${user.password}
  WebSocket   ws://${ws.host}:${ws.port}/app/${app.key}
  Trackers    ${ports.join(', ')}

Watch the fleet from a program of yours (npm install pusher-js):

  const Pusher = require('pusher-js');
  const pusher = new Pusher('${app.key}', {
    wsHost: '${ws.host}', wsPort: ${ws.port}, forceTLS: false, enabledTransports: ['ws', 'wss'],
    disableStats: true, cluster: '', authEndpoint: '${api}/broadcasting/auth',
    auth: { headers: { Authorization: 'Bearer ${token}' } },
  });
  pusher.subscribe('private-account.${accountKey}').bind('.location.updated', console.log);

Put your phone on the map:

  curl 'localhost:${trackers.osmand ?? 5055}/?id=${PHONE_ID}&lat=57.7089&lon=11.9746'

Ctrl-C stops everything.
`;
}
