import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

type Program = 'kubectl' | 'helm';

/** What a program has printed. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** A cluster, as seen by kubectl and Helm in one namespace. Every call rejects with what the program said. */
export class Kubernetes {
  constructor(
    private readonly programs: string,
    private readonly kubeconfig: string,
    readonly namespace = 'default',
  ) {}

  /** The same cluster with another namespace. */
  in(namespace: string): Kubernetes {
    return new Kubernetes(this.programs, this.kubeconfig, namespace);
  }

  kubectl(args: readonly string[], input?: string): Promise<Output> {
    return this.run('kubectl', args, input);
  }

  helm(args: readonly string[]): Promise<Output> {
    return this.run('helm', args);
  }

  /** Objects of these kinds (`pod,deployment`), perhaps only those with some labels. */
  async list<T>(kinds: string, ...args: string[]): Promise<T[]> {
    const { stdout } = await this.kubectl(['get', kinds, '-o', 'json', ...args]);
    return (JSON.parse(stdout) as { items: T[] }).items;
  }

  /** Calls `onLine` with each line of what kubectl prints, e.g. with `--watch`; returns what ends it. */
  follow(args: readonly string[], onLine: (line: string) => void): () => void {
    const child = this.spawn('kubectl', args);
    createInterface({ input: child.stdout }).on('line', onLine);
    return () => void child.kill();
  }

  private run(program: Program, args: readonly string[], input = ''): Promise<Output> {
    const child = this.spawn(program, args);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => (output[stream] += text));
    }
    child.stdin.on('error', () => undefined).end(input);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => {
        if (status === 0) resolve(output);
        else reject(new Error(`${program} ${args.slice(0, 2).join(' ')}: ${output.stderr}${output.stdout}`));
      });
    });
  }

  private spawn(program: Program, args: readonly string[]): ChildProcessWithoutNullStreams {
    // Away from the settings of whoever runs the tests.
    const env = { PATH: process.env.PATH, HOME: path.dirname(this.kubeconfig), KUBECONFIG: this.kubeconfig };
    // It ends with this process, as the control plane does.
    const command = ['--pdeathsig', 'KILL', path.join(this.programs, program), '--namespace', this.namespace];
    return spawn('setpriv', [...command, ...args], { env });
  }
}
