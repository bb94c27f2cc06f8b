import path from 'node:path';
import { eventually, freePort, runTypeScript, type TypeScriptProcess } from '@yipii/testing';
import { planProcesses } from './run-processes';

const PROGRAM = path.join(__dirname, 'run-processes.main.ts');
const ENV = {
  GATEWAY_PROCESSES: '2',
  GATEWAY_PORT: '6001',
  METRICS_PORT: '9500',
  REDIS_URL: 'redis://localhost',
};

interface Up {
  readonly up: number;
  readonly metricsPort: string;
  readonly share?: string;
}

const linesOf = (run: TypeScriptProcess): object[] => run.lines.map((line) => JSON.parse(line) as object);
const upOf = (run: TypeScriptProcess): Up[] => linesOf(run).filter((line): line is Up => 'up' in line);
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('GATEWAY_PROCESSES', () => {
  const runs: TypeScriptProcess[] = [];
  /** Of the one that watches over the others. */
  let metricsPort: number;
  beforeEach(async () => {
    metricsPort = await freePort();
  });
  afterEach(async () => {
    for (const run of runs.splice(0)) {
      run.signal('SIGKILL');
      await run.exit;
      for (const { up } of upOf(run)) await eventually(() => expect(isAlive(up)).toBe(false));
    }
  });

  async function aRun(change: object = {}, failing?: string, count = 2): Promise<TypeScriptProcess> {
    const env = { ...ENV, METRICS_PORT: String(metricsPort), ...change };
    const run = runTypeScript(PROGRAM, { env, failing }, { keepErrors: failing !== undefined });
    runs.push(run);
    await eventually(() => expect(upOf(run)).toHaveLength(count));
    return run;
  }

  it('starts the given number of processes, each with its own METRICS_PORT, and ends with 0 when they do', async () => {
    const run = await aRun();
    const ups = upOf(run).sort((a, b) => Number(a.metricsPort) - Number(b.metricsPort));
    expect(ups.map(({ metricsPort: own, share }) => [Number(own), share])).toEqual([
      [metricsPort + 1, 'true'],
      [metricsPort + 2, 'true'],
    ]);
    run.signal('SIGTERM');
    expect(await run.exit).toBe(0);
    expect(ups.map(({ up }) => isAlive(up))).toEqual([false, false]);
  });

  it('passes SIGINT on, and ends with 1 where one of them does not end with 0', async () => {
    const run = await aRun();
    run.signal('SIGINT');
    expect(await run.exit).toBe(1);
  });

  it('replaces one that dies, as often as it does', async () => {
    const run = await aRun({ METRICS_PORT: '0' });
    for (const count of [3, 4, 5]) {
      process.kill(upOf(run).at(-1)?.up ?? 0, 'SIGKILL');
      await eventually(() => expect(upOf(run)).toHaveLength(count));
    }
    expect(new Set(upOf(run).map(({ metricsPort: own }) => own))).toEqual(new Set(['0']));
    const reports = linesOf(run).filter(
      (line) => 'msg' in line && line.msg === 'process ended, restarting it',
    );
    expect(reports).toHaveLength(3);
    expect(reports[0]).toMatchObject({ signal: 'SIGKILL' });
    run.signal('SIGTERM');
    expect(await run.exit).toBe(0);
  });

  it('reports on all of them on its own METRICS_PORT', async () => {
    const run = await aRun();
    const ask = async (path: string): Promise<[number, string]> => {
      const answer = await fetch(`http://127.0.0.1:${metricsPort}${path}`);
      return [answer.status, await answer.text()];
    };
    await eventually(async () => expect(await ask('/ready')).toEqual([200, expect.any(String)]));
    process.kill(upOf(run)[0]?.up ?? 0, 'SIGUSR2');
    await eventually(async () =>
      expect(await ask('/ready')).toEqual([503, expect.stringContaining('redis: away')]),
    );
    expect(await ask('/live')).toEqual([200, expect.any(String)]);
    expect(await ask('/metrics')).toEqual([200, expect.stringContaining('process_cpu')]);
    process.kill(upOf(run)[0]?.up ?? 0, 'SIGKILL');
    // Its successor reports itself ready on another way than it prints its line: neither is sure to come first.
    await eventually(() => expect(upOf(run)).toHaveLength(3));
    await eventually(async () => expect((await ask('/ready'))[0]).toBe(200));
  });

  it('exits if one can’t start, and takes the others with it', async () => {
    const run = await aRun({}, String(metricsPort + 2), 0);
    expect(await run.exit).toBe(1);
    const reasons = ['it has a reason', 'process 1 could not start, see its message above'];
    await eventually(() => expect(run.errors).toEqual(reasons));
  });

  it('kills one that does not stop in time', async () => {
    const run = await aRun({ SHUTDOWN_GRACE_MS: '0' });
    const frozen = upOf(run)[0]?.up ?? 0;
    process.kill(frozen, 'SIGSTOP');
    run.signal('SIGTERM');
    expect(await run.exit).toBe(1);
    expect(isAlive(frozen)).toBe(false);
  });

  it('ends them when their supervisor is killed', async () => {
    const run = await aRun();
    run.signal('SIGKILL');
    await run.exit;
    await eventually(() => expect(upOf(run).map(({ up }) => isAlive(up))).toEqual([false, false]));
  });

  it('of 1 is this process alone', async () => {
    const run = await aRun({ GATEWAY_PROCESSES: '1' }, undefined, 1);
    expect(upOf(run)[0]).toMatchObject({ metricsPort: String(metricsPort) });
    run.signal('SIGTERM');
    expect(await run.exit).toBe(0);
  });

  it.each([
    [{ REDIS_URL: '' }, 'needs REDIS_URL'],
    [{ GATEWAY_PORT: '0' }, 'needs a GATEWAY_PORT'],
    [{ GATEWAY_SOCKETS: 'ws' }, 'needs GATEWAY_SOCKETS=uws'],
    [{ GATEWAY_PORT: 'x' }, 'GATEWAY_PORT must'],
  ])('is refused with %p', (change, message) => {
    expect(() => planProcesses([], { ...ENV, ...change })).toThrow(message);
  });
});
