import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../eventually';
import { familyOf, runsIn } from './processes';

/** How one kind of server is set up, run and asked whether it serves. */
export interface ServerRecipe {
  readonly name: 'kafka' | 'postgres' | 'redis' | 'valhalla';
  /** What a clean stop is called; it may take a few seconds. */
  readonly stopSignal: NodeJS.Signals;
  /** Makes the data directory, once. */
  prepare(directory: string): Promise<void>;
  /** Program and arguments; all ports are its own. */
  command(directory: string, port: number): readonly string[];
  url(port: number): string;
  /** Rejects while the server does not serve. */
  check(port: number): Promise<void>;
}

export interface ServerAddress {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

/** A server of this machine with its data in `directory` and one port for life. It outlives this process. */
export class Server {
  private pid: number | undefined;

  constructor(
    private readonly recipe: ServerRecipe,
    readonly directory: string,
    readonly port: number,
    pid?: number,
  ) {
    this.pid = pid;
  }

  get name(): ServerRecipe['name'] {
    return this.recipe.name;
  }

  get url(): string {
    return this.recipe.url(this.port);
  }

  get address(): ServerAddress {
    if (this.pid === undefined) throw new Error(`${this.name} is not running`);
    return { url: this.url, port: this.port, pid: this.pid };
  }

  /** Resolves once it serves; starts it where it does not run. */
  async start(): Promise<this> {
    if (!this.isAlive()) {
      mkdirSync(this.directory, { recursive: true });
      await this.recipe.prepare(this.directory);
      this.pid = this.spawn();
    }
    await eventually(() => this.checkStarted(), { timeoutMs: START_TIMEOUT_MS, everyMs: 100 });
    return this;
  }

  /** Ends it cleanly, by force where it does not obey. */
  async stop(): Promise<void> {
    if (!this.isAlive()) return;
    this.thaw();
    this.signal(this.recipe.stopSignal, 'leader');
    await this.gone(STOP_TIMEOUT_MS).catch(() => this.kill());
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.gone(STOP_TIMEOUT_MS);
  }

  /** Keeps its connections open and answers nothing, as a machine that hangs. */
  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  isAlive(): boolean {
    return this.pid !== undefined && runsIn(this.pid, this.directory);
  }

  /** Rejects while it does not serve. */
  check(): Promise<void> {
    return this.recipe.check(this.port);
  }

  private async checkStarted(): Promise<void> {
    if (!this.isAlive()) {
      // PostgreSQL refuses to start while children of a killed postmaster live.
      this.pid = this.spawn();
      throw new Error(`${this.name} ended at start:\n${this.lastLog()}`);
    }
    await this.check();
  }

  private spawn(): number {
    const [program = '', ...args] = this.recipe.command(this.directory, this.port);
    const log = openSync(this.logFile, 'a');
    const child = spawn(program, args, { cwd: this.directory, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    child.on('error', () => undefined);
    child.unref();
    if (child.pid === undefined) throw new Error(`${program} could not be started`);
    return child.pid;
  }

  private signal(signal: NodeJS.Signals, to: 'leader' | 'family' = 'family'): void {
    if (this.pid === undefined || !this.isAlive()) return;
    const pids = to === 'leader' ? [this.pid] : familyOf(this.pid);
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // It ended in between.
      }
    }
  }

  private gone(timeoutMs: number): Promise<void> {
    const check = () => {
      if (this.isAlive()) throw new Error(`${this.name} still runs`);
    };
    return eventually(check, { timeoutMs, everyMs: 50 });
  }

  private get logFile(): string {
    return path.join(this.directory, 'server.log');
  }

  private lastLog(): string {
    if (!existsSync(this.logFile)) return '';
    return readFileSync(this.logFile, 'utf8').split('\n').slice(-8).join('\n');
  }
}
