import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { DomainError, type Lifecycle } from '@yipii/platform';
import { PasswordHasher } from './password-hasher';

/** Argon2id as OWASP recommends it: 19 MiB, 2 passes, 1 lane; about 60 ms of CPU. */
const PARAMETERS = { memorySize: 19_456, iterations: 2, parallelism: 1, hashLength: 32 };
const SALT_BYTES = 16;
/** About 4 s of work: who comes later would wait too long. */
const MAX_WAITING = 64;

/**
 * One thread of its own: the event loop goes on, and however many sign in, hashing takes one core. (WebAssembly, which
 * would block the thread that it runs in.)
 */
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { argon2id, argon2Verify } = require(workerData);
  parentPort.on('message', async ({ id, hash, options }) => {
    try {
      const result = hash === undefined ? await argon2id(options) : await argon2Verify({ password: options.password, hash });
      parentPort.postMessage({ id, result });
    } catch (error) {
      parentPort.postMessage({ id, error: String(error) });
    }
  });`;

interface Task {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

export class Argon2Passwords extends PasswordHasher {
  private readonly tasks = new Map<number, Task>();
  private worker: Worker | undefined;
  private lastId = 0;
  /** Of no password: what a check takes where there is no hash. */
  private decoy: Promise<string> | undefined;

  constructor(
    lifecycle: Lifecycle,
    private readonly maxWaiting = MAX_WAITING,
  ) {
    super();
    lifecycle.onStop('close', 'password hasher', async () => {
      await this.worker?.terminate();
    });
  }

  async hash(password: string): Promise<string> {
    const options = { password, salt: randomBytes(SALT_BYTES), outputType: 'encoded', ...PARAMETERS };
    return (await this.run({ options })) as string;
  }

  async verify(password: string, hash: string | null): Promise<boolean> {
    const known = hash ?? (await (this.decoy ??= this.hash(randomBytes(SALT_BYTES).toString('hex'))));
    const matches = await this.run({ options: { password }, hash: known });
    return matches === true && hash !== null;
  }

  private run(work: object): Promise<unknown> {
    if (this.tasks.size >= this.maxWaiting) {
      return Promise.reject(new DomainError('UNAVAILABLE', 'Too many people are signing in; retry later.'));
    }
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.tasks.set(id, { resolve, reject });
      this.thread().postMessage({ id, ...work });
    });
  }

  private thread(): Worker {
    if (this.worker) return this.worker;
    const worker = new Worker(THREAD, { eval: true, workerData: require.resolve('hash-wasm') });
    worker.unref();
    worker.on('message', (answer: Answer) => this.settle(answer));
    worker.on('error', () => undefined);
    worker.on('exit', () => this.lost());
    this.worker = worker;
    return worker;
  }

  private settle({ id, result, error }: Answer): void {
    const task = this.tasks.get(id);
    this.tasks.delete(id);
    if (error === undefined) task?.resolve(result);
    else task?.reject(new Error(error));
  }

  private lost(): void {
    this.worker = undefined;
    const lost = [...this.tasks.values()];
    this.tasks.clear();
    for (const { reject } of lost) reject(new DomainError('UNAVAILABLE', 'Retry later.'));
  }
}
