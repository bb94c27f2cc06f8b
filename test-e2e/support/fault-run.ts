import { readdirSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '@yipii/testing';
import type { LocationUpdate } from '@yipii/domain';
import type { Cluster } from './cluster';
import { compareHistory, historyIds } from './history';
import { accessToken, LiveClient } from './live-client';
import { acknowledgedIn, SimulatorRun } from './simulator-run';
import { cpuTicks, slowdownSince } from './stolen-time';

/** Records per second over the whole fleet. */
export const LOAD = 240;
export const VEHICLES = 24;
const CATCH_UP_MS = 60_000;

/** What a fault did to the fleet, in figures for people and for expectations. */
export interface FaultReport {
  readonly fault: string;
  readonly acknowledged: number;
  readonly resent: number;
  /** Acknowledged and not in history; in history twice; in history though no device was told. */
  readonly missing: number;
  readonly twice: number;
  readonly unacknowledged: number;
  /** Positions that were not newer than the one before, over both clients. */
  readonly backwards: number;
  readonly offline: number;
  /** From the part's return (or the kill) until each vehicle's newest positions reached both clients. */
  readonly backMs: number;
  /** What the host took from the machine: 1 is nothing. */
  readonly slowdown: number;
}

const unfinished = new Set<FaultRun>();

/** For `afterEach`: the fleet of a test that has failed must not drive on in the next one. */
export async function abandonFaultRuns(): Promise<void> {
  await Promise.all([...unfinished].map((run) => run.abandon()));
}

/** A fleet on both ingestions and a client on both gateways, while something goes wrong. */
export class FaultRun {
  private readonly arrived = new Map<string, number>();
  private readonly startedAt = cpuTicks();

  private constructor(
    private readonly cluster: Cluster,
    private readonly directory: string,
    private readonly simulators: readonly SimulatorRun[],
    readonly clients: readonly LiveClient[],
  ) {}

  static async start(cluster: Cluster, directory: string, rate = LOAD): Promise<FaultRun> {
    const token = await accessToken(cluster.api, cluster.fleet.oauth);
    const clients = [1, 2].map((replica) => {
      const wsPort = cluster.app(`pusher-gateway-${replica as 1 | 2}`).port('websocket');
      return new LiveClient({ api: cluster.api, token, key: cluster.appKey, wsPort });
    });
    const half = VEHICLES / 2;
    const simulators = [1, 2].map((replica, index) =>
      SimulatorRun.start({
        port: cluster.app(`ingestion-${replica as 1 | 2}`).port('teltonika'),
        vehicles: half,
        firstVehicle: index * half,
        rate: rate / 2,
        ledger: ledgerFile(directory, replica),
      }),
    );
    const run = new FaultRun(cluster, directory, simulators, clients);
    unfinished.add(run);
    await Promise.all(
      clients.map((client, index) =>
        client.subscribe(`private-account.${cluster.fleet.accountKey}`, (position) =>
          run.note(index, position),
        ),
      ),
    );
    await run.allSince(Date.now());
    return run;
  }

  /** How long it takes until positions of every vehicle that were received after `since` reach these clients, both by default. */
  async allSince(since: number, clients: readonly number[] = [0, 1]): Promise<number> {
    await eventually(
      () => {
        const late = clients.flatMap((index) =>
          this.assetIds.filter((assetId) => (this.arrived.get(`${index}:${assetId}`) ?? 0) < since),
        );
        if (late.length > 0) throw new Error(`${late.length} vehicles still missing on a client`);
      },
      { timeoutMs: CATCH_UP_MS },
    );
    return Date.now() - since;
  }

  async finish(fault: string, backMs: number): Promise<FaultReport> {
    const summaries = await Promise.all(this.simulators.map((simulator) => simulator.finish()));
    const ids = new Set(this.simulators.flatMap((simulator) => [...simulator.acknowledged()]));
    const history = await eventually(async () => this.historyWith(ids), {
      timeoutMs: CATCH_UP_MS,
      everyMs: 250,
    });
    for (const client of this.clients) client.disconnect();
    unfinished.delete(this);
    return {
      fault,
      acknowledged: ids.size,
      resent: summaries.reduce((sum, { resent }) => sum + resent, 0),
      ...history,
      backwards: this.clients.reduce((sum, { backwards }) => sum + backwards.length, 0),
      offline: this.clients.flatMap(({ positions }) => positions.filter(({ status }) => status === 'offline'))
        .length,
      backMs,
      slowdown: Number(this.slowdown.toFixed(2)),
    };
  }

  async abandon(): Promise<void> {
    unfinished.delete(this);
    for (const client of this.clients) client.disconnect();
    await Promise.all(this.simulators.map((simulator) => simulator.abandon()));
  }

  /** What the host took from the machine so far: 1 is nothing. */
  get slowdown(): number {
    return slowdownSince(this.startedAt);
  }

  private get assetIds(): readonly number[] {
    return this.cluster.fleet.assetIds.slice(0, VEHICLES);
  }

  private note(client: number, { assetId, receivedAt }: LocationUpdate): void {
    this.arrived.set(`${client}:${assetId}`, Date.parse(receivedAt));
  }

  /**
   * A replay after a kill may store rows of the run before again, although the test has deleted them: they are
   * not ours, and their devices were told.
   */
  private async historyWith(acknowledged: ReadonlySet<string>) {
    const { missing, twice, unacknowledged } = compareHistory(
      acknowledged,
      await historyIds(this.cluster.databaseUrl),
    );
    if (missing.length > 0) throw new Error(`${missing.length} acknowledged records are not in history yet`);
    const told = new Set(ledgers(this.directory).flatMap((file) => [...acknowledgedIn(file)]));
    return { missing: 0, twice, unacknowledged: unacknowledged.filter((id) => !told.has(id)).length };
  }
}

function ledgerFile(directory: string, replica: number): string {
  return path.join(directory, `ledger-${Date.now()}-${replica}.jsonl`);
}

/** Of all runs in this directory. */
function ledgers(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith('ledger-'))
    .map((name) => path.join(directory, name));
}
