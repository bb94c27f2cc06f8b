import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '@yipii/testing';

/** Of this version. */
export const ROOT = path.resolve(__dirname, '../..');
const START_TIMEOUT_MS = 120_000;

/** Those that are not the main one of their app. */
const PROGRAMS: Readonly<Record<string, string>> = { gateway: 'pusher-gateway/alone.main.js' };

const spawned = new Set<AppProcess>();

/** For `afterAll`: whatever a failed test has left running. */
export async function endLeftovers(): Promise<void> {
  await Promise.all(
    [...spawned].filter(({ isRunning }) => isRunning).map((process) => process.end('SIGKILL')),
  );
  spawned.clear();
}

export interface SpawnOptions {
  readonly args?: readonly string[];
  /** The program. */
  readonly node?: string;
  /** Of the program, e.g. `--cpu-prof`. */
  readonly nodeOptions?: readonly string[];
  /** Its limit of open files. */
  readonly maxOpenFiles?: number;
  /** The checkout in which the app was bundled; by default this one. */
  readonly root?: string;
  /** The working directory; by default one without a file `.env`. */
  readonly cwd?: string;
}

/** A bundled app in a process of its own, as users run it. All its ports are free ones unless the environment says else. */
export class AppProcess {
  /** What it printed, both streams. */
  readonly lines: string[] = [];
  private readonly ports = new Map<string, number>();
  private readonly exited: Promise<number | null>;
  /** Later than its end, where a process that it has started still prints to its streams. */
  private readonly closed: Promise<number | null>;

  private constructor(
    readonly app: string,
    private readonly child: ChildProcess,
    /** 0.1.0 does not. */
    private readonly tellsStart: boolean,
  ) {
    this.exited = once(child, 'exit').then(([code]) => code as number | null);
    this.closed = once(child, 'close').then(([code]) => code as number | null);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.read(line));
    }
  }

  static spawn(
    app: string,
    env: Readonly<Record<string, string>>,
    {
      args = [],
      node = process.execPath,
      nodeOptions = [],
      root = ROOT,
      cwd = path.join(root, 'dist'),
      maxOpenFiles,
    }: SpawnOptions = {},
  ): AppProcess {
    const main = path.join(root, 'dist/apps', PROGRAMS[app] ?? `${app}/main.js`);
    const inherited = {
      PATH: process.env.PATH ?? '',
      METRICS_PORT: '0',
      // A busy machine is no outage.
      DATABASE_TIMEOUT_MS: '10000',
      KAFKAJS_NO_PARTITIONER_WARNING: '1',
    };
    const command = [node, ...nodeOptions, main, ...args];
    const limit = maxOpenFiles === undefined ? '' : `ulimit -n ${maxOpenFiles} && `;
    const child = spawn('sh', ['-c', `${limit}exec "$0" "$@"`, ...command], {
      env: { ...inherited, ...env },
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new AppProcess(app, child, root === ROOT);
    spawned.add(started);
    return started;
  }

  /** @throws with what the app printed if it does not become ready */
  static async start(
    app: string,
    env: Readonly<Record<string, string>>,
    options?: SpawnOptions,
  ): Promise<AppProcess> {
    const started = AppProcess.spawn(app, env, options);
    await started.ready();
    return started;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The port of which it said that it listens. */
  port(name: string): number {
    const port = this.ports.get(name);
    if (port === undefined) throw new Error(`${this.app} does not listen as ${name} (yet)`);
    return port;
  }

  /** @throws with what it printed if it ends before, or takes too long */
  ready(): Promise<void> {
    const ended = this.exited.then((code) => {
      throw new Error(`${this.app} has ended with ${code}:\n${this.lines.slice(-30).join('\n')}`);
    });
    const ready = eventually(() => this.checkReady(), { timeoutMs: START_TIMEOUT_MS, everyMs: 50 });
    return Promise.race([ready, ended]);
  }

  async metrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.port('metrics')}/metrics`)).text();
  }

  /** Resolves with the exit code; null after a signal that it did not handle. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.isRunning) this.child.kill(signal);
    return this.exited;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Resolves with the exit code once it ended by itself, and all that it printed is read. */
  get exit(): Promise<number | null> {
    return this.closed;
  }

  private async checkReady(): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${this.port('metrics')}/ready`);
    // What it printed may be read later than its answer: behind this line the ports of all parts are known.
    const isStarted = !this.tellsStart || this.lines.some((line) => line.includes('"msg":"started"'));
    if (response.ok && isStarted) return;
    const last = this.lines.slice(-10).join('\n');
    throw new Error(`${this.app} is not ready: ${await response.text()}\n${last}`);
  }

  private read(line: string): void {
    this.lines.push(line);
    if (!line.includes('"listening"')) return;
    const { msg, name, port } = JSON.parse(line) as { msg: string; name: string; port: number };
    if (msg === 'listening') this.ports.set(name, port);
  }
}
