import { readdirSync, readFileSync } from 'node:fs';
import { familyOf } from '@yipii/testing';

/** Of the clock in /proc/PID/stat; Linux has 100 everywhere (proc(5), sysconf(_SC_CLK_TCK)). */
const TICKS_PER_SECOND = 100;

/** CPU seconds that the process has used, in user mode and in the kernel, over all its threads. */
export function cpuSecondsOf(pid: number): number {
  // Fields 14 and 15 are utime and stime.
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** How often threads of the process have gone to sleep, which is how often they were woken (proc(5), /proc/PID/status). */
export function wakeUpsOf(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce((sum, thread) => {
    const status = readFileSync(`${tasks}/${thread}/status`, 'utf8');
    return sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }, 0);
}

/** CPU seconds that the process and its children have used, those that have ended included. */
export function cpuSecondsOfFamily(pid: number): number {
  const living = familyOf(pid).reduce((sum, member) => sum + (cpuSecondsIfAlive(member) ?? 0), 0);
  // Fields 16 and 17 are cutime and cstime.
  const fields = statOf(pid);
  return living + (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/** Null: the process has ended since it was listed. */
function cpuSecondsIfAlive(pid: number): number | null {
  try {
    return cpuSecondsOf(pid);
  } catch {
    return null;
  }
}

/** From the state on, which is field 3. */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold spaces.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** What the main thread of a process got of the cores, in ns (proc(5), /proc/PID/schedstat). */
export interface Scheduling {
  readonly ran: number;
  /** Ready to run, while all cores did other work. */
  readonly waited: number;
}

export function schedulingOf(pid: number): Scheduling {
  const [ran = 0, waited = 0] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number);
  return { ran, waited };
}

/** By how much other work has slowed the process down since `before`: 1 where it never waited for a core. */
export function contentionSince(pid: number, before: Scheduling): number {
  const now = schedulingOf(pid);
  const [ran, waited] = [now.ran - before.ran, now.waited - before.waited];
  return ran > 0 ? (ran + waited) / ran : 1;
}

/** Resident memory in bytes. */
export function memoryOf(pid: number): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** Open descriptors. */
export function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Descriptors that this process, and those that it starts, may have. */
export function descriptorLimit(): number {
  const [, limit = '0'] =
    /^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return Number(limit);
}
