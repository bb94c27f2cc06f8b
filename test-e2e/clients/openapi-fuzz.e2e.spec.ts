import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '@yipii/testing';
import { ROOT } from '../support/app-process';
import { DemoApp } from '../support/demo-app';
import { pythonProgram } from './client-libraries';

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
/** Per operation and phase; the phases together send some sixty times as many requests for each. */
const EXAMPLES = process.env.OPENAPI_FUZZ === 'full' ? '40' : '1';
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

  async function schemathesis(args: readonly string[]): Promise<Outcome> {
    // The scripts of its environment have lost their paths when it was moved into the cache.
    const [python, module] = [await pythonProgram(), ['-m', 'schemathesis.cli']];
    return new Promise((resolve) => {
      const options = { cwd: folder, maxBuffer: 64_000_000 };
      execFile(python, [...module, ...args], options, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), text: `${stdout}${stderr}` }),
      );
    });
  }

  it('are never answered with a 5xx, nor with what the document does not describe', async () => {
    const { api, token } = app.address;
    const headers = { authorization: `Bearer ${token}` };
    // It is 503 until the index of places is loaded.
    await eventually(async () => {
      const { status } = await fetch(`${api}/api/${app.demo.accountKey}/place?q=a`, { headers });
      expect(status).not.toBe(503);
    });
    writeFileSync(
      path.join(folder, 'schemathesis.toml'),
      `[parameters]\n"path.account_key" = "${app.demo.accountKey}"\n`,
    );
    const { code, text } = await schemathesis([
      ...['run', path.join(ROOT, 'docs/openapi.json'), '--url', api, '-H', `Authorization: Bearer ${token}`],
      ...['--checks', CHECKS.join(), '--max-examples', EXAMPLES, '--seed', '1'],
      ...['--continue-on-failure', '--no-color'],
    ]);
    const summary = text.slice(text.indexOf('SUMMARY'));
    expect({ code, failures: code === 0 ? '' : text.slice(text.indexOf('FAILURES')) }).toEqual({
      code: 0,
      failures: '',
    });
    expect(Number(/(\d+) generated/.exec(summary)?.[1])).toBeGreaterThan(500);
  }, 600_000);
});
