import { readFileSync } from 'node:fs';
import { AppProcess } from './app-process';
import { fleetImei } from './seed-fleet';

export interface SimulatorOptions {
  readonly port: number;
  readonly vehicles: number;
  /** Records per second over the whole fleet. */
  readonly rate: number;
  /** Per frame. */
  readonly records?: number;
  readonly ledger: string;
  readonly seconds?: number;
  /** Of the `seconds`, those whose acknowledgements are not timed. */
  readonly warmUp?: number;
  /** The first of them, counted from the fleet's first vehicle. Default 0. */
  readonly firstVehicle?: number;
}

export interface SimulatorSummary {
  readonly sent: number;
  readonly acknowledged: number;
  readonly resent: number;
  readonly ackMs: { readonly p50: number; readonly p99: number };
  readonly seconds: number;
}

/** The simulator as a process of its own, writing its ledger of what was acknowledged. */
export class SimulatorRun {
  private constructor(
    private readonly process: AppProcess,
    private readonly ledgerFile: string,
  ) {}

  static start({
    port,
    vehicles,
    rate,
    records = 1,
    ledger,
    seconds,
    warmUp,
    firstVehicle = 0,
  }: SimulatorOptions): SimulatorRun {
    const options = {
      port,
      vehicles,
      rate,
      records,
      ledger,
      'imei-base': fleetImei(firstVehicle),
      ...(seconds === undefined ? {} : { seconds }),
      ...(warmUp ? { 'warm-up': warmUp } : {}),
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    return new SimulatorRun(AppProcess.spawn('simulator', {}, { args }), ledger);
  }

  /** No more records; resolves when all are acknowledged. */
  async finish(): Promise<SimulatorSummary> {
    const code = await this.process.end('SIGTERM');
    return this.summary(code);
  }

  /** For a test that has failed: ends it at once, whatever is on its way. */
  async abandon(): Promise<void> {
    await this.process.end('SIGKILL');
  }

  /** Waits for the end of a run with `seconds`. */
  async ended(): Promise<SimulatorSummary> {
    return this.summary(await this.process.exit);
  }

  /** Ids of the records that were acknowledged. */
  acknowledged(): Set<string> {
    return acknowledgedIn(this.ledgerFile);
  }

  private summary(code: number | null): SimulatorSummary {
    const last = this.process.lines.at(-1) ?? '';
    if (code !== 0 || !last.startsWith('{'))
      throw new Error(`the simulator failed:\n${this.process.lines.join('\n')}`);
    return JSON.parse(last) as SimulatorSummary;
  }
}

/** Ids of the records that a ledger has. A line that an abandoned run has not ended is none. */
export function acknowledgedIn(ledgerFile: string): Set<string> {
  const lines = readFileSync(ledgerFile, 'utf8').split('\n').slice(0, -1);
  return new Set(lines.map((line) => (JSON.parse(line) as { hash: string }).hash));
}
