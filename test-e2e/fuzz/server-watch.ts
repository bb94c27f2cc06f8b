import { eventually } from '@yipii/testing';
import type { AppProcess } from '../support/app-process';
import { collectGarbage } from '../support/collect-garbage';
import { metricOf } from '../support/metrics-page';

/** Until then caches fill and code gets hot. */
const WARM_UP = 0.2;
const MAX_GROWTH = 1.1;
const GONE_WITHIN_MS = 30_000;

interface ServerUse {
  readonly connections: number;
  readonly subscriptions: number;
  readonly descriptors: number;
}

/** Watches the process that is attacked: its memory, what it holds, and what it logs. */
export class ServerWatch {
  private readonly memory: number[] = [];
  private start: ServerUse = { connections: 0, subscriptions: 0, descriptors: 0 };

  constructor(private readonly server: AppProcess) {}

  /** What it holds before anybody has come. */
  async begin(): Promise<void> {
    await collectGarbage(this.server);
    await this.holdings(); // The scraper's own connection is one of them.
    this.start = await this.holdings();
  }

  /** To be called at even steps of the attack. Garbage is no growth. */
  async sample(): Promise<void> {
    await collectGarbage(this.server);
    this.memory.push(metricOf(await this.server.metrics(), 'process_resident_memory_bytes'));
  }

  /** MB after the warm-up and at the most from then on. */
  get memoryMb(): { readonly warm: number; readonly most: number } {
    const after = this.memory.slice(Math.floor(this.memory.length * WARM_UP));
    return { warm: megabytes(after[0] ?? 0), most: megabytes(Math.max(...after)) };
  }

  /** Once all clients have left. */
  async problems(isLongEnough: boolean): Promise<string[]> {
    const { warm, most } = this.memoryMb;
    const grew = isLongEnough && most > warm * MAX_GROWTH;
    return [
      ...(grew ? [`memory grew from ${warm} to ${most} MB after the warm-up`] : []),
      ...(await this.leftOver()),
      ...this.errors(),
    ];
  }

  private async leftOver(): Promise<string[]> {
    let left: string[] = [];
    const { connections, subscriptions, descriptors } = this.start;
    await eventually(
      async () => {
        const now = await this.holdings();
        left = [
          ...differences('connections', connections, now.connections),
          ...differences('subscriptions', subscriptions, now.subscriptions),
          ...(now.descriptors > descriptors ? differences('descriptors', descriptors, now.descriptors) : []),
        ];
        if (left.length > 0) throw new Error(left.join());
      },
      { timeoutMs: GONE_WITHIN_MS, everyMs: 200 },
    ).catch(() => undefined);
    return left;
  }

  private errors(): string[] {
    const harmless = /^\{"level":"(?:trace|debug|info|warn)",|^Debugger |^For help, see/;
    return this.server.lines.filter((line) => !harmless.test(line)).slice(0, 20);
  }

  private async holdings(): Promise<ServerUse> {
    const page = await this.server.metrics();
    return {
      connections: metricOf(page, 'yipii_gateway_connections'),
      subscriptions: metricOf(page, 'yipii_gateway_subscriptions'),
      descriptors: metricOf(page, 'process_open_fds'),
    };
  }
}

function differences(what: string, before: number, now: number): string[] {
  return now === before ? [] : [`${now} ${what} at the end, ${before} at the start`];
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 102.4) / 10;
}
