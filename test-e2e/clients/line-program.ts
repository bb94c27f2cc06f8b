import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { eventually } from '@yipii/testing';

/** A program that takes a JSON value a line and tells one a line. */
export class LineProgram {
  private readonly errors: string[] = [];
  private readonly failure: Promise<never>;

  private constructor(
    private readonly child: ChildProcess,
    told: (value: unknown) => void,
  ) {
    const { stdout, stderr } = child;
    if (!stdout || !stderr) throw new Error('no pipes');
    createInterface({ input: stdout }).on('line', (line) => told(JSON.parse(line)));
    createInterface({ input: stderr }).on('line', (line) => this.errors.push(line));
    this.failure = once(child, 'close').then(() => {
      throw new Error(`the program has ended:\n${this.errors.join('\n')}`);
    });
    // Whoever waits for something is told.
    this.failure.catch(() => undefined);
  }

  static spawn(program: string, args: readonly string[], told: (value: unknown) => void): LineProgram {
    return new LineProgram(spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] }), told);
  }

  tell(value: unknown): void {
    this.child.stdin?.write(`${JSON.stringify(value)}\n`);
  }

  /** @throws with what the program wrote to its standard error, if it ends before */
  eventually<T>(attempt: () => T): Promise<T> {
    return Promise.race([eventually(attempt), this.failure]);
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}
