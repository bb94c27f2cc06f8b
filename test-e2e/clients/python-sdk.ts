import path from 'node:path';
import { MASTER_KEY, TEST_APP } from '../support/pusher-backend';
import { pythonProgram } from './client-libraries';
import { LineProgram } from './line-program';

interface Answer {
  readonly result?: unknown;
  readonly error?: string;
}

/** Python's stock server SDK, for one node of the gateway. */
export class PythonSdk {
  private readonly answers: Answer[] = [];
  private readonly program: LineProgram;
  private calls = 0;

  private constructor(python: string, args: readonly string[]) {
    this.program = LineProgram.spawn(python, args, (answer) => this.answers.push(answer as Answer));
  }

  static async start(port: number): Promise<PythonSdk> {
    const options = {
      ...{ app_id: TEST_APP.id, key: TEST_APP.key, secret: TEST_APP.secret },
      ...{ host: '127.0.0.1', port, ssl: false, encryption_master_key_base64: MASTER_KEY },
    };
    const args = [path.join(__dirname, 'python/sdk.py'), JSON.stringify(options)];
    return new PythonSdk(await pythonProgram(), args);
  }

  /** @throws what the SDK raised */
  async call(name: string, ...args: unknown[]): Promise<unknown> {
    const index = this.calls++;
    this.program.tell({ call: name, args });
    const { result, error } = await this.program.eventually(() => {
      const answer = this.answers[index];
      if (!answer) throw new Error(`${name} has no answer`);
      return answer;
    });
    if (error) throw new Error(error);
    return result;
  }

  end(): Promise<void> {
    return this.program.end();
  }
}
