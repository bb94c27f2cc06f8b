import { existsSync, readFileSync } from 'node:fs';

/** CPU time of the machine since its start, in ticks (proc(5), /proc/stat). */
interface CpuTicks {
  /** Given to processes of this machine. */
  readonly used: number;
  /** Wanted by them, and given to another machine on the same host. */
  readonly stolen: number;
}

/**
 * By how much a virtual machine whose host is busy was slowed down since `before`: 1 where it got all the CPU
 * that it asked for. Limits in seconds hold for a machine that runs; they are multiplied by this.
 */
export function slowdownSince(before: CpuTicks): number {
  const now = cpuTicks();
  const used = now.used - before.used;
  const stolen = now.stolen - before.stolen;
  return used > 0 ? (used + stolen) / used : 1;
}

/**
 * For how long, in ms since the start of the machine, some process was ready to run while all cores did other work
 * (Documentation/accounting/psi.rst of Linux); 0 where the kernel does not tell. Limits in seconds hold for a machine
 * that is not busy: what this has grown by is taken off.
 */
export function waitedForCpuMs(): number {
  const file = '/proc/pressure/cpu';
  if (!existsSync(file)) return 0;
  return Number(/^some .*total=(\d+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) / 1_000;
}

/** How long an act took, ms, and how much of that some process waited for a core. */
export interface Timed {
  readonly tookMs: number;
  readonly waitedMs: number;
  /** What counts against a limit: the first without the second. */
  readonly ownMs: number;
}

export async function timed(act: () => Promise<unknown>): Promise<Timed> {
  const [waited, since] = [waitedForCpuMs(), performance.now()];
  await act();
  const [tookMs, waitedMs] = [performance.now() - since, waitedForCpuMs() - waited];
  return { tookMs, waitedMs, ownMs: tookMs - waitedMs };
}

export function cpuTicks(): CpuTicks {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = readFileSync(
    '/proc/stat',
    'utf8',
  )
    .split('\n', 1)
    .flatMap((line) => line.trim().split(/\s+/).slice(1).map(Number));
  return { used: user + nice + system + irq + softirq, stolen: steal };
}
