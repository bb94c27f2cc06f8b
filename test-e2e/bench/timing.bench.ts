import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { withConnection } from '@yipii/platform';
import { compareSamples } from '@yipii/testing';
import { endLeftovers } from '../support/app-process';
import { LinksTarget } from './links/links-target';
import { asInProduction } from './node-options';

const { values: options } = parseArgs({
  options: {
    calls: { type: 'string', default: '2000' },
    only: { type: 'string', default: 'codes,links,owners' },
  },
});
const CALLS = Number(options.calls);
/** Codes that a link mails in an hour. */
const CODES_PER_LINK = 20;
const WARM_UP = 200;
/** What nobody may be able to tell apart differs by less, and by no more than chance does. */
const MAX_DIFFERENCE_MS = 2;
const MIN_P = 0.01;

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token?: string;
  readonly body?: object;
}

/** Two kinds of calls that are answered alike. */
interface Pair {
  readonly names: readonly [string, string];
  readonly status: number;
  /** @param n counts the calls of each kind */
  readonly calls: readonly [(n: number) => Call, (n: number) => Call];
}

/** Whether how long an answer takes tells what it does not say. */
async function main(): Promise<void> {
  const target = await LinksTarget.start(1, asInProduction());
  try {
    const results = [];
    for (const [name, pairs] of Object.entries({ codes, links, owners })) {
      if (!options.only.split(',').includes(name)) continue;
      for (const pair of await pairs(target)) results.push(await compare(target, pair));
    }
    console.table(results);
    console.log(JSON.stringify({ bench: 'timing', calls: CALLS, cpus: os.cpus().length, results }));
    process.exitCode = results.every(({ alike }) => alike) ? 0 : 1;
  } finally {
    await target.stop();
    await endLeftovers();
  }
}

const publicPath = (uuid: string): string => `/api/public/tracking/${uuid}`;

/** Addresses that may follow a link, and others: half of the codes of each link for either. */
async function codes(target: LinksTarget): Promise<Pair[]> {
  const rule = { access_mode: 'authorized_only', require_code: true, allowed_emails: ['@listed.example'] };
  const uuids: string[] = [];
  const needed = Math.ceil((2 * (CALLS + WARM_UP)) / CODES_PER_LINK);
  for (let n = 0; n < needed; n += 1) uuids.push(await target.link(n, rule));
  const ask =
    (domain: string, code?: string) =>
    (n: number): Call => ({
      ...{ method: 'POST', path: `${publicPath(uuids[Math.floor((2 * n) / CODES_PER_LINK)] ?? '')}/verify` },
      body: { email: `person-${n}@${domain}.example`, ...(code && { code }) },
    });
  return [
    { names: ['code for listed', 'for another'], status: 202, calls: [ask('listed'), ask('others')] },
    {
      ...{ names: ['wrong code of listed', 'of another'], status: 422 },
      calls: [ask('listed', '000000'), ask('others', '000000')],
    },
  ];
}

async function links(target: LinksTarget): Promise<Pair[]> {
  const deleted = await target.link(0);
  await target.rest('DELETE', `tracking-link/${deleted}`);
  const get = (uuid: () => string) => (): Call => ({ method: 'GET', path: publicPath(uuid()) });
  const unknown = get(randomUUID);
  const malformed = get(() => randomUUID().replace(/.$/, 'g'));
  return [
    { names: ['unknown link', 'malformed'], status: 404, calls: [unknown, malformed] },
    { names: ['unknown link', 'deleted'], status: 404, calls: [unknown, get(() => deleted)] },
  ];
}

/** What an account is told of links that are not its own. */
async function owners({ databaseUrl, fleet, token }: LinksTarget): Promise<Pair[]> {
  const { rows } = await withConnection(databaseUrl, 'yipii_bench', (client) =>
    client.query<{ uuid: string }>(
      `WITH other AS (INSERT INTO account (key, name) VALUES ('other', 'Other') RETURNING id),
       van AS (INSERT INTO asset (account_id, name) SELECT id, 'Van' FROM other RETURNING account_id, id)
     INSERT INTO tracking_link (account_id, asset_id, name, access_mode)
     SELECT account_id, id, 'Order', 'public' FROM van RETURNING uuid`,
    ),
  );
  const get = (uuid: () => string) => (): Call => ({
    ...{ method: 'GET', path: `/api/${fleet.accountKey}/tracking-link/${uuid()}`, token },
  });
  const foreign = rows[0]?.uuid ?? '';
  return [
    {
      names: ['unknown link of an owner', 'foreign'],
      status: 404,
      calls: [get(randomUUID), get(() => foreign)],
    },
  ];
}

/** Calls both by turns, in an order that is drawn anew for each turn, on one connection. */
async function compare(target: LinksTarget, { names, status, calls }: Pair) {
  console.error(`${names.join(', ')}…`);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const samples: [number[], number[]] = [[], []];
  for (let n = 0; n < CALLS + WARM_UP; n += 1) {
    for (const kind of Math.random() < 0.5 ? ([0, 1] as const) : ([1, 0] as const)) {
      const ms = await timed(agent, target.api, calls[kind](n), status);
      if (n >= WARM_UP) samples[kind].push(ms);
    }
  }
  agent.destroy();
  const { medians, p } = compareSamples(...samples);
  const [one, other] = medians.map((ms) => Math.round(ms * 1_000) / 1_000);
  const alike = Math.abs(medians[0] - medians[1]) < MAX_DIFFERENCE_MS && p > MIN_P;
  return {
    pair: names.join(' / '),
    status,
    'median ms': one,
    'and ms': other,
    p: Number(p.toFixed(4)),
    alike,
  };
}

/** @throws Error if the answer has another status */
function timed(agent: Agent, base: string, call: Call, status: number): Promise<number> {
  const { method, path, token, body } = call;
  const text = body && JSON.stringify(body);
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(text !== undefined && { 'content-type': 'application/json', 'content-length': text.length }),
  };
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const asked = request(`${base}${path}`, { method, agent, headers }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === status) resolve(performance.now() - startedAt);
        else reject(new Error(`${method} ${path}: ${answer.statusCode}`));
      });
    });
    asked.on('error', reject).end(text);
  });
}

void main();
