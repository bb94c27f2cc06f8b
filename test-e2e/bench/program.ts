import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

interface Question {
  readonly id: number;
  readonly what: string;
  readonly input: unknown;
}

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

const running = new Set<Program>();

/** For the end: whatever a failed benchmark has left running. */
export function endPrograms(): void {
  for (const program of running) program.kill();
}

/** A `*.program.ts` in a process of its own, which answers questions. */
export class Program {
  private readonly waiting = new Map<
    number,
    { resolve: (answer: unknown) => void; reject: (error: Error) => void }
  >();
  private asked = 0;
  private isOver = false;

  private constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
  ) {
    child.on('message', (reply) => this.replied(reply as Reply));
    child.once('exit', (code) => this.ended(code));
    running.add(this);
  }

  static start(name: string, env: Readonly<Record<string, string>> = {}): Program {
    const file = path.join(__dirname, 'programs', `${name}.js`);
    const child = fork(file, {
      env: { PATH: process.env.PATH, ...env },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return new Program(name, child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  ask<T>(what: string, input: unknown = null): Promise<T> {
    if (this.isOver) return Promise.reject(new Error(`${this.name} has ended`));
    const id = ++this.asked;
    const question: Question = { id, what, input };
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.child.send(question);
    });
  }

  async stop(): Promise<void> {
    if (this.isOver) return;
    this.kill();
    await once(this.child, 'exit');
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private replied({ id, answer, error }: Reply): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(`${this.name}: ${error}`));
  }

  private ended(code: number | null): void {
    this.isOver = true;
    running.delete(this);
    for (const { reject } of this.waiting.values())
      reject(new Error(`${this.name} has ended with ${String(code)}`));
  }
}

/** In the program: answers what its parent asks. */
export function answerParent(answers: Readonly<Record<string, (input: never) => unknown>>): void {
  process.on('message', (message) => {
    const { id, what, input } = message as Question;
    const answer = Promise.resolve().then(() => answers[what]?.(input as never));
    answer.then(
      (result) => process.send?.({ id, answer: result }),
      (error: unknown) => process.send?.({ id, error: String(error) }),
    );
  });
  process.once('disconnect', () => process.exit(0));
}
