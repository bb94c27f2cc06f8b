import { bodyMd5, hmac, httpAuthText } from '@yipii/protocol';
import {
  FORBIDDEN_CHANNELS,
  FUZZ_APP,
  FUZZ_CHANNELS,
  FUZZ_USERS,
  WITNESS_CHANNELS,
  WITNESS_USER,
} from './fuzz-names';
import { damaged, hostileObject, hostileValue } from './hostile-json';
import type { RandomSource } from './random-source';

/** A call of the HTTP API before it is signed and written down. */
export interface FuzzCall {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface SignedCall extends FuzzCall {
  /** The whole query, signature included. */
  readonly target: string;
  /** Whether nothing at all is wrong with it: it is to be answered with 200. */
  readonly isRight: boolean;
}

const METHODS: readonly [string, ...string[]] = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'FOO',
];
const ODD_PATHS: readonly [string, ...string[]] = [
  '/',
  '//',
  '/apps',
  '/apps/',
  '/apps/fuzz',
  '/apps/fuzz/',
  '/apps/other/events',
  '/apps/__proto__/events',
  '/apps/fuzz/events/',
  '/apps/fuzz/events/x',
  '/apps/fuzz/channels/%',
  '/apps/fuzz/channels/%zz/users',
  '/apps/fuzz/channels/%ff%fe',
  '/apps/fuzz/channels/%00',
  '/apps/fuzz/channels/a%2Fb',
  '/apps/fuzz/channels//users',
  '/apps/fuzz/users/%E0%A4%A/terminate_connections',
  '/apps/%66uzz/events',
  '/app/fuzz-key',
  '/plain/app/fuzz-key',
  '/../../etc/passwd',
  '/metrics',
  '/apps/fuzz/channels/' + 'x'.repeat(3_000),
];

/** A call of the API: most of them right or nearly so. */
export function fuzzCall(random: RandomSource): SignedCall {
  const kind = random.below(100);
  if (kind < 30) return sign(rightCall(random), true);
  if (kind < 65) return sign(withOddBody(random), false);
  if (kind < 75) return sign({ ...rightCall(random), path: random.of(ODD_PATHS) }, false);
  if (kind < 80) return sign({ ...rightCall(random), method: random.of(METHODS) }, false);
  if (kind < 90) return sign(withOddQuery(random), false);
  return signedWrong(random, rightCall(random));
}

function rightCall(random: RandomSource): FuzzCall {
  const path = `/apps/${FUZZ_APP.id}`;
  const presence = random.of(['presence-room', 'presence-cache-room']);
  switch (random.below(8)) {
    case 0:
      return get(`${path}/channels`, { filter_by_prefix: 'presence-', info: 'user_count' });
    case 1:
      return get(`${path}/channels/${presence}`, { info: 'user_count' });
    case 2:
      return get(`${path}/channels/${presence}/users`);
    case 3:
      return post(
        `${path}/users/${random.of(FUZZ_USERS)}/${random.of(['terminate_connections', 'force_reconnect'])}`,
        '{}',
      );
    case 4:
      return post(`${path}/batch_events`, `{"batch":[${singleEvent(random)},${singleEvent(random)}]}`);
    default:
      return post(`${path}/events`, eventBody(random, 0));
  }
}

function withOddBody(random: RandomSource): FuzzCall {
  const events = post(`/apps/${FUZZ_APP.id}/events`, eventBody(random, 35));
  switch (random.below(6)) {
    case 0:
      return { ...events, body: Buffer.from(hostileValue(random)) };
    case 1:
      return { ...events, body: damaged(random, Buffer.from(eventBody(random, 0))) };
    case 2:
      return post(
        `/apps/${FUZZ_APP.id}/batch_events`,
        hostileObject(random, { batch: `[${eventBody(random, 35)}]` }),
      );
    case 3:
      return { ...events, body: Buffer.alloc(random.of([0, 1, 12_000, 300_000]), 'x') };
    default:
      return events;
  }
}

function withOddQuery(random: RandomSource): FuzzCall {
  const call = rightCall(random);
  const odd = random.of([
    { info: hostileValue(random).slice(0, 500) },
    { info: 'cache,user_count,subscription_count,,' },
    { filter_by_prefix: random.of(FORBIDDEN_CHANNELS) },
    { info: 'user_count', filter_by_prefix: '' },
    { '': '', '=': '&', 'a b': '+%' },
    { x: 'y'.repeat(4_000) },
    { __proto__x: '1', constructor: '2' },
  ] as [Record<string, string>, ...Record<string, string>[]]);
  return { ...call, query: { ...call.query, ...odd } };
}

/** An event for the attackers' own channels; with `harm` for others, or none. */
function eventBody(random: RandomSource, harm: number): string {
  if (harm === 0 && random.percent(50)) return singleEvent(random);
  const channels = random.percent(harm / 2) ? [random.of(FORBIDDEN_CHANNELS)] : [random.of(FUZZ_CHANNELS)];
  const fields = { ...eventFields(random), channels: JSON.stringify(channels) };
  if (harm === 0) return hostileObject(random, fields, 0);
  return hostileObject(
    random,
    { ...fields, info: '"user_count,subscription_count"', socket_id: '"1.1"' },
    harm,
  );
}

function singleEvent(random: RandomSource): string {
  const channel = JSON.stringify(random.of(FUZZ_CHANNELS));
  return hostileObject(random, { ...eventFields(random), channel }, 0);
}

function eventFields(random: RandomSource): Readonly<Record<string, string>> {
  return { name: '"x"', data: JSON.stringify(JSON.stringify({ n: random.below(1_000) })) };
}

/** Signed by the app's secret as it stands. */
function sign(call: FuzzCall, isRight: boolean): SignedCall {
  const query = { ...call.query, ...authOf(call) };
  const signature = signatureOf(call, query, FUZZ_APP.secret);
  return { ...call, target: targetOf(call.path, { ...query, auth_signature: signature }), isRight };
}

/** For the witness's channels and user, too: nothing of it may be carried out. */
function signedWrong(random: RandomSource, call: FuzzCall): SignedCall {
  const attack = random.percent(50) ? attackOnWitness(random) : call;
  const query = { ...attack.query, ...authOf(attack), ...oddAuth(random) };
  const secret = random.percent(50) ? 'another secret' : FUZZ_APP.secret;
  const right = signatureOf(attack, query, secret);
  const signature = secret === FUZZ_APP.secret ? right.slice(1) : right;
  return {
    ...attack,
    target: targetOf(attack.path, { ...query, auth_signature: signature }),
    isRight: false,
  };
}

function attackOnWitness(random: RandomSource): FuzzCall {
  const path = `/apps/${FUZZ_APP.id}`;
  if (random.percent(50)) return post(`${path}/users/${WITNESS_USER}/terminate_connections`, '{}');
  return post(`${path}/events`, JSON.stringify({ name: 'n', data: '-1', channels: WITNESS_CHANNELS }));
}

function oddAuth(random: RandomSource): Readonly<Record<string, string>> {
  return random.of([
    {},
    { body_md5: 'd41d8cd98f00b204e9800998ecf8427e' },
    { auth_timestamp: String(Math.floor(Date.now() / 1_000) - 601) },
    { auth_timestamp: random.of(['', '-1', '1e9', '9'.repeat(30), 'now']) },
    { auth_version: '2.0' },
    { auth_key: random.of(['', 'another', '__proto__']) },
  ] as [Record<string, string>, ...Record<string, string>[]]);
}

function authOf({ body }: FuzzCall): Readonly<Record<string, string>> {
  return {
    auth_key: FUZZ_APP.key,
    auth_timestamp: String(Math.floor(Date.now() / 1_000)),
    auth_version: '1.0',
    ...(body.length > 0 && { body_md5: bodyMd5(body) }),
  };
}

function signatureOf(
  { method, path }: FuzzCall,
  query: Readonly<Record<string, string>>,
  secret: string,
): string {
  return hmac(secret, httpAuthText(method, path, new URLSearchParams(query)));
}

function targetOf(path: string, query: Readonly<Record<string, string>>): string {
  return `${path}?${new URLSearchParams(query).toString()}`;
}

function get(path: string, query: Readonly<Record<string, string>> = {}): FuzzCall {
  return { method: 'GET', path, query, body: Buffer.alloc(0) };
}

function post(path: string, body: string): FuzzCall {
  return { method: 'POST', path, query: {}, body: Buffer.from(body) };
}
