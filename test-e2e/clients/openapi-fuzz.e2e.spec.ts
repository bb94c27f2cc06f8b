import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '@yipii/testing';
import type { DemoFile } from '../../apps/standalone/src/demo/demo-file';
import { ROOT } from '../support/app-process';
import { DemoApp } from '../support/demo-app';
import { SignedInUser } from '../support/signed-in-user';
import { sendWith, type Send } from '../support/socket-crowd';
import { pythonProgram } from './client-libraries';
import { knownOperations } from './known-operations';

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
/** OPENAPI_FUZZ=full: 10,000 requests, some minutes. */
const IS_FULL = process.env.OPENAPI_FUZZ === 'full';
/** Per operation and phase; the phases together send some sixty times as many requests for each. */
const EXAMPLES = IS_FULL ? '60' : '1';
const LEAST_REQUESTS = IS_FULL ? 10_000 : 500;
/** Of the operations that must succeed at least once. */
const LEAST_SHARE = 0.6;
const WITHOUT_LIMITS = {
  API_REQUESTS_PER_MINUTE: '0',
  API_CHANNEL_AUTHS_PER_MINUTE: '0',
  API_TOKENS_PER_MINUTE: '0',
  API_FAILED_AUTHENTICATIONS_PER_MINUTE: '0',
  API_PUBLIC_REQUESTS_PER_MINUTE: '0',
};

interface Outcome {
  readonly code: number;
  readonly text: string;
}

/** The account is the demo's, and OAuth2 clients authenticate as its client. */
function settingsOf({ accountKey, oauth }: DemoFile): string {
  const basic = Buffer.from(`${oauth.clientId}:${oauth.clientSecret}`).toString('base64');
  return [
    ...['[parameters]', `"path.account_key" = "${accountKey}"`],
    ...[
      '[[operations]]',
      'include-path-regex = "^/oauth/"',
      `headers = { Authorization = "Basic ${basic}" }`,
    ],
  ].join('\n');
}

describe('requests that schemathesis makes up from the OpenAPI document', () => {
  let app: DemoApp;
  let folder: string;

  beforeAll(async () => {
    app = await DemoApp.start(WITHOUT_LIMITS);
    folder = mkdtempSync(path.join(tmpdir(), 'yipii-schemathesis-'));
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const inFolder = (name: string): string => path.join(folder, name);

  /** An API key of an owner: it may do whatever a credential of an account may. */
  async function ownersKey(): Promise<{ key: string; send: Send }> {
    const { demo, address } = app;
    const { email, password } = demo.user;
    const owner = await SignedInUser.signIn(address.api, address, email, password);
    const { data: caller } = (await (await owner.send('GET', '/api/user')).json()) as {
      data: { scopes: string[] };
    };
    const input = { name: 'schemathesis', scopes: caller.scopes };
    const answer = await owner.send('POST', `/api/${demo.accountKey}/api-key`, input);
    const { data } = (await answer.json()) as { data: { secret: string } };
    return { key: data.secret, send: sendWith(address.api, { authorization: `Bearer ${data.secret}` }) };
  }

  /** The share of operations that have succeeded, and the answers of the others. */
  function succeeded(): { share: number; others: object } {
    const answers = JSON.parse(readFileSync(inFolder('answers.json'), 'utf8')) as Record<string, object>;
    const others = Object.entries(answers).filter(
      ([, counts]) => !Object.keys(counts).some((status) => status.startsWith('2')),
    );
    return { share: 1 - others.length / Object.keys(answers).length, others: Object.fromEntries(others) };
  }

  async function schemathesis(args: readonly string[]): Promise<Outcome> {
    // The scripts of its environment have lost their paths when it was moved into the cache.
    const [python, module] = [await pythonProgram(), ['-m', 'schemathesis.cli']];
    return new Promise((resolve) => {
      const files = { OPENAPI_KNOWN: inFolder('known.json'), OPENAPI_ANSWERS: inFolder('answers.json') };
      const hooks = path.join(__dirname, 'python/openapi_hooks.py');
      const env = { ...process.env, ...files, SCHEMATHESIS_HOOKS: hooks };
      const options = { cwd: folder, maxBuffer: 64_000_000, env };
      execFile(python, [...module, ...args], options, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), text: `${stdout}${stderr}` }),
      );
    });
  }

  it('are never answered with a 5xx, nor with what the document does not describe', async () => {
    const { api, token } = app.address;
    const { key, send } = await ownersKey();
    const headers = { authorization: `Bearer ${key}` };
    // It is 503 until the index of places is loaded.
    await eventually(async () => {
      const { status } = await fetch(`${api}/api/${app.demo.accountKey}/place?q=a`, { headers });
      expect(status).not.toBe(503);
    });
    writeFileSync(path.join(folder, 'schemathesis.toml'), settingsOf(app.demo));
    writeFileSync(inFolder('known.json'), JSON.stringify(await knownOperations(send, app.demo, token)));
    const { code, text } = await schemathesis([
      ...['run', path.join(ROOT, 'docs/openapi.json'), '--url', api, '-H', `Authorization: Bearer ${key}`],
      ...['--checks', CHECKS.join(), '--max-examples', EXAMPLES, '--seed', '1'],
      ...['--continue-on-failure', '--no-color'],
    ]);
    const summary = text.slice(text.indexOf('SUMMARY'));
    expect({ code, failures: code === 0 ? '' : text.slice(text.indexOf('FAILURES')) }).toEqual({
      code: 0,
      failures: '',
    });
    expect(Number(/(\d+) generated/.exec(summary)?.[1])).toBeGreaterThan(LEAST_REQUESTS);
    const { share, others } = succeeded();
    process.stdout.write(
      `${Math.round(share * 100)} % of operations succeeded; not ${JSON.stringify(others)}\n`,
    );
    expect(share).toBeGreaterThanOrEqual(LEAST_SHARE);
  }, 1_800_000);
});
