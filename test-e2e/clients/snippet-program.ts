import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pythonProgram } from './client-libraries';

/** Those whose programs run by what a developer's machine has. Nothing here compiles Swift or Kotlin. */
export const RUNNABLE = ['javascript', 'python', 'curl'] as const;
export type RunnableLanguage = (typeof RUNNABLE)[number];

const RUNNERS: Readonly<Record<RunnableLanguage, { ending: string; program: () => Promise<string> }>> = {
  javascript: { ending: 'mjs', program: () => Promise.resolve(process.execPath) },
  python: { ending: 'py', program: pythonProgram },
  curl: { ending: 'sh', program: () => Promise.resolve('sh') },
};

/** A program of the demo's page, as somebody runs it who has copied it. */
export class SnippetProgram {
  /** What it printed, both streams. */
  output = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data) => (this.output += String(data)));
  }

  static async start(
    language: RunnableLanguage,
    text: string,
    { folder, name }: { readonly folder: string; readonly name: string },
  ): Promise<SnippetProgram> {
    const { ending, program } = RUNNERS[language];
    const file = path.join(folder, `${name}.${ending}`);
    writeFileSync(file, text);
    return new SnippetProgram(spawn(await program(), [file], { stdio: ['pipe', 'pipe', 'pipe'] }));
  }

  /** A line, as by a keyboard. */
  type(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}
