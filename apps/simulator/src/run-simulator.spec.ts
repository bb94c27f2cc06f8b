import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recordId } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { DEVICE_PROTOCOLS } from './device-protocol';
import { acknowledge, startFakePlatform, startListener, type FakePlatform } from './fake-platform.testing';
import { runSimulator } from './run-simulator';
import type { Summary } from './statistics';

describe('the simulator', () => {
  let platform: FakePlatform;
  let folder: string;
  let output: string[];

  beforeEach(async () => {
    platform = await startFakePlatform();
    folder = mkdtempSync(path.join(tmpdir(), 'ledger-'));
    output = [];
    const write = (text: unknown): boolean => output.push(String(text)) > 0;
    jest.spyOn(process.stdout, 'write').mockImplementation(write);
    jest.spyOn(process.stderr, 'write').mockImplementation(write);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
    await platform.close();
  });

  it('produces the requested load, and its ledger holds what the platform decoded', async () => {
    const ledger = path.join(folder, 'ledger.jsonl');
    let answers = 0;
    // Every seventh answer is lost with its connection, so that the device sends again.
    platform.answer = (socket, records) =>
      ++answers % 7 === 0 ? socket.destroy() : acknowledge(socket, records);
    const code = await run(`--vehicles 4 --rate 400 --records 10 --seconds 1 --ledger ${ledger}`);
    expect(code).toBe(0);
    const summary = JSON.parse(output.at(-1) ?? '') as Summary;
    expect(summary.acknowledged).toBeGreaterThan(300);
    expect(summary.acknowledged).toBe(summary.sent);
    expect(summary.resent).toBeGreaterThan(0);
    expect(summary.ackMs.p99).toBeGreaterThan(0);
    const lines = readFileSync(ledger, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(summary.acknowledged);
    expect(new Set(lines)).toEqual(new Set(platform.received.map(ledgerLine)));
  });

  it('sends the frames of a fleet one after the other, and leaves the warm-up out of the times', async () => {
    const frames: number[] = [];
    platform.answer = (socket, records) => {
      frames.push(performance.now());
      // The first of them are late.
      setTimeout(() => acknowledge(socket, records), frames.length > 4 ? 0 : 300);
    };
    await run('--vehicles 10 --rate 100 --records 10 --seconds 2.5 --warm-up 1.5');
    expect(longestPause(frames)).toBeLessThan(500);
    expect(JSON.parse(output.at(-1) ?? '')).toMatchObject({ resent: 0 });
    expect((JSON.parse(output.at(-1) ?? '') as Summary).ackMs.p99).toBeLessThan(250);
  });

  it('assigns protocols to devices in turn, and all their records are acknowledged', async () => {
    const names = [...DEVICE_PROTOCOLS.keys()];
    const listeners = await Promise.all(names.map(startListener));
    const protocols = names.map((name, i) => `${name}:${listeners[i]?.port}`).join(',');
    const args = `--vehicles ${2 * names.length} --protocols ${protocols} --rate 200 --records 5 --seconds 1`;
    expect(await runSimulator(args.split(' '))).toBe(0);
    const summary = JSON.parse(output.at(-1) ?? '') as Summary;
    expect(summary.acknowledged).toBeGreaterThan(0);
    expect(summary).toMatchObject({ sent: summary.acknowledged, resent: 0 });
    expect(listeners.map(({ deviceIds }) => deviceIds.size)).toEqual(names.map(() => 2));
    await Promise.all(listeners.map((listener) => listener.close()));
  });

  it('records by cadence if no rate is given, and stops on a signal', async () => {
    const reported = eventually(() =>
      expect(new Set(platform.received.map(({ deviceId }) => deviceId)).size).toBeGreaterThan(3),
    );
    void reported.finally(() => process.emit('SIGTERM'));
    expect(await run('--vehicles 20')).toBe(0);
    await reported;
    expect(
      platform.received.every(({ record }) => record.valid && Object.keys(record.attributes).length > 8),
    ).toBe(true);
    expect(JSON.parse(output.at(-1) ?? '')).toMatchObject({
      acknowledged: platform.received.length,
      resent: 0,
    });
  });

  it('gives each record of a device a different time', async () => {
    await run('--vehicles 2 --rate 900 --records 5 --seconds 0.5');
    for (const imei of new Set(platform.logins)) {
      const times = platform.received
        .filter(({ deviceId }) => deviceId === imei)
        .map(({ record }) => record.fixTime);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    }
  });

  it('writes what really happened to its vehicles', async () => {
    const truth = path.join(folder, 'truth.jsonl');
    await run(`--vehicles 2 --rate 20 --seconds 0.5 --truth ${truth}`);
    const lines = readFileSync(truth, 'utf8').trim().split('\n');
    const told = lines.map((line) => JSON.parse(line) as { vehicle: string; kind: string });
    for (const vehicle of platform.logins) {
      const kinds = told.filter((line) => line.vehicle === vehicle).map(({ kind }) => kind);
      expect(kinds).toEqual(expect.arrayContaining(['trip', 'status', 'total']));
    }
    expect(told.find(({ kind }) => kind === 'trip')).toMatchObject({ over: false });
  });

  it('says once that nothing listens, tries again, and can be ended while it waits', async () => {
    await platform.close();
    const said = (text: string) => () => expect(output.filter((line) => line.includes(text))).toHaveLength(1);
    const args = `--vehicles 3 --rate 50 --seconds 0.5 --port ${platform.port}`;
    const ended = runSimulator(args.split(' '));
    await eventually(said(`Nothing listens on 127.0.0.1:${platform.port}`));
    said('npm run admin -- device create')();
    await eventually(said('interrupt to end now'));
    process.emit('SIGINT');
    expect(await ended).toBe(0);
    said('Nothing listens')();
    expect(output.join('')).toMatch(/records were not acknowledged/);
    platform = await startFakePlatform();
  });

  it('reports what is wrong with its arguments, and prints its usage', async () => {
    expect(await run('--port nowhere')).toBe(1);
    expect(output.join('')).toMatch(/--port must be a whole number.*\n\nUsage:/);
    expect(await run(`--ledger ${folder}`, false)).toBe(1);
    expect(output.join('')).toContain('--ledger');
    expect(await run(`--truth ${folder}`, false)).toBe(1);
    expect(output.join('')).toContain('--truth: ');
  });

  function run(args: string, withPort = true): Promise<number> {
    const port = withPort && !args.includes('--port') ? ['--port', String(platform.port)] : [];
    return runSimulator([...args.split(' '), ...port]);
  }
});

function ledgerLine({ deviceId, record }: FakePlatform['received'][number]): string {
  const fixTime = new Date(record.fixTime).toISOString();
  return JSON.stringify({ deviceId, fixTime, hash: recordId(deviceId, record) });
}

function longestPause(times: readonly number[]): number {
  return Math.max(...times.slice(1).map((time, i) => time - (times[i] ?? time)));
}
