// The live demo: a stock pusher-js on the account's channel, streets and vehicles on a canvas, frames beside it.
import { StreetMap } from './street-map.js';

/* global Pusher, document, window */

const FRAMES_SHOWN = 40;
const RENEW_AGAIN_MS = 5_000;

let session = await getJson('demo/session.json');
const map = new StreetMap(document.querySelector('#map'), await getJson('demo/streets.json'));
const vehicles = new Map();
let followed = null;

const pusher = new Pusher(session.key, {
  wsHost: window.location.hostname,
  wsPort: session.wsPort,
  wssPort: session.wsPort,
  forceTLS: false,
  enabledTransports: ['ws', 'wss'],
  disableStats: true,
  cluster: '',
  channelAuthorization: {
    endpoint: '/broadcasting/auth',
    transport: 'ajax',
    headersProvider: () => ({ Authorization: `Bearer ${session.token}` }),
  },
});

const connection = document.querySelector('#connection');
pusher.connection.bind('state_change', ({ current }) => {
  connection.dataset.state = current;
  connection.textContent = current;
  if (current === 'disconnected') renewSession();
});

document.querySelector('#channel').textContent = session.channel;
const channel = pusher.subscribe(session.channel);
channel.bind('.location.updated', (data) => {
  showFrame('.location.updated', data);
  for (const position of [data].flat()) showVehicle(position);
});
channel.bind('.status.changed', (data) => {
  showFrame('.status.changed', data);
  const vehicle = vehicles.get(data.assetId);
  if (vehicle) showVehicle({ ...vehicle.position, status: data.status, ignition: data.ignition });
});
channel.bind('pusher:subscription_error', ({ status, error }) =>
  showFrame('subscription_error', { status, error }),
);

/** A token lives for minutes; with its end the server closes the connection. */
async function renewSession() {
  try {
    session = await getJson('demo/session.json');
    pusher.connect();
  } catch {
    setTimeout(renewSession, RENEW_AGAIN_MS);
  }
}

async function getJson(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

function showVehicle(position) {
  const vehicle = vehicles.get(position.assetId) ?? addVehicle(position);
  vehicle.position = position;
  vehicle.row.dataset.status = position.status;
  vehicle.speed.textContent = position.speed === null ? '–' : `${Math.round(position.speed)} km/h`;
  map.moveVehicle(position);
}

function addVehicle({ assetId, name }) {
  const row = document.createElement('button');
  const speed = document.createElement('output');
  row.append(name, speed);
  row.setAttribute('aria-pressed', 'false');
  row.addEventListener('click', () => follow(assetId));
  const item = document.createElement('li');
  item.append(row);
  document.querySelector('#vehicles').append(item);
  const vehicle = { row, speed };
  vehicles.set(assetId, vehicle);
  return vehicle;
}

/** The map keeps a followed vehicle in its middle; a second click lets it go. */
function follow(assetId) {
  followed = followed === assetId ? null : assetId;
  for (const [id, { row }] of vehicles) row.setAttribute('aria-pressed', String(id === followed));
  map.follow(followed);
}

function showFrame(event, data) {
  const item = document.createElement('li');
  const name = document.createElement('b');
  name.textContent = event;
  item.append(name, ` ${JSON.stringify(data)}`);
  const list = document.querySelector('#frames');
  list.prepend(item);
  while (list.childElementCount > FRAMES_SHOWN) list.lastElementChild.remove();
}
