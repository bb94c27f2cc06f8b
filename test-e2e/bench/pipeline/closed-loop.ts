import { existsSync } from 'node:fs';
import type { AppProcess } from '../../support/app-process';
import { cpuSecondsOf } from '../../support/proc-stat';
import { wait } from '../pace';
import { Program } from '../program';
import type { DevicesPlan, DevicesReport } from './devices.program';

export interface ClosedLoop {
  /** Each has one frame under way. */
  readonly devices: number;
  /** Records a frame. */
  readonly records: number;
  readonly warmUpMs: number;
  readonly seconds: number;
}

export interface LoopTarget {
  readonly trackerPorts: readonly number[];
  readonly processes: readonly AppProcess[];
  /** Those of PostgreSQL. */
  readonly serverPids: () => Promise<readonly number[]>;
  readonly backlog: () => Promise<number>;
}

/** How fast devices get on that send the next frame when the former is acknowledged. */
export async function measureClosedLoop(target: LoopTarget, loop: ClosedLoop): Promise<object> {
  const program = Program.start('devices');
  const plan: DevicesPlan = { ...loop, ports: target.trackerPorts };
  const reported = program.ask<DevicesReport>('run', plan);
  await wait(loop.warmUpMs);
  const servers = await target.serverPids();
  const cpu = () => ({
    ...cpuByApp(target.processes),
    PostgreSQL: cpuOf(servers),
    devices: cpuOf([program.pid]),
  });
  const before: Readonly<Record<string, number>> = cpu();
  await wait((loop.seconds * 1_000) / 4);
  const early = await target.backlog();
  await wait(((loop.seconds * 3) / 4 - 0.5) * 1_000);
  const late = await target.backlog();
  const used = Object.entries(cpu()).map(([name, seconds]) => [name, seconds - (before[name] ?? 0)] as const);
  const { acknowledged, p50, p99 } = await reported;
  await program.stop();
  return {
    devices: loop.devices,
    'records/frame': loop.records,
    'acknowledged/s': Math.round(acknowledged / loop.seconds),
    'ack p50 ms': p50,
    'ack p99 ms': p99,
    'backlog at a quarter': early,
    'backlog at end': late,
    ...Object.fromEntries(
      used.map(([name, seconds]) => [`${name} µs/position`, Math.round((seconds * 1e7) / acknowledged) / 10]),
    ),
  };
}

function cpuByApp(processes: readonly AppProcess[]): Record<string, number> {
  const byApp: Record<string, number> = {};
  for (const { app, pid } of processes) byApp[app] = (byApp[app] ?? 0) + cpuSecondsOf(pid);
  return byApp;
}

function cpuOf(pids: readonly number[]): number {
  // A connection of the database may have ended.
  const living = pids.filter((pid) => existsSync(`/proc/${pid}`));
  return living.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
}
