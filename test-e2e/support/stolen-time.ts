import { readFileSync } from 'node:fs';

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

export function cpuTicks(): CpuTicks {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = readFileSync(
    '/proc/stat',
    'utf8',
  )
    .split('\n', 1)
    .flatMap((line) => line.trim().split(/\s+/).slice(1).map(Number));
  return { used: user + nice + system + irq + softirq, stolen: steal };
}
