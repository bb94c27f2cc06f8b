import { once } from 'node:events';
import { STREETS_ATTRIBUTION } from '@yipii/geo';
import { ArgumentError, parseArguments, USAGE, type SimulatorArguments } from './arguments';
import { startFleet } from './fleet';
import { Ledger } from './ledger';
import { readFences } from './truth/read-fences';
import { TruthFile } from './truth/truth-file';
import { WATCH_NOTHING, type TruthWatch } from './truth/vehicle-truth';

const DRAIN_MS = 120_000;
/** A parent process may pass on the signal that the terminal has sent already: such a repetition does not count. */
const SAME_SIGNAL_MS = 500;
const HINT_AFTER_MS = 1_000;

/** Runs the command line; resolves with the exit code. */
export async function runSimulator(args: readonly string[]): Promise<number> {
  try {
    const parsed = parseArguments(args);
    if (parsed === 'help') print(USAGE);
    else await simulate(parsed, openLedger(parsed.ledger), openTruth(parsed.truth));
    return 0;
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}\n`);
    return 1;
  }
}

async function simulate(
  { seconds, registrationHint, ...options }: SimulatorArguments,
  ledger: Ledger | undefined,
  truth: TruthFile | undefined,
): Promise<void> {
  const { ending, givingUp } = endOnSignals();
  const fleet = startFleet({
    ...options,
    ledger,
    keepTruth: truth && watchOf(options),
    onUnreachable: ({ protocol, port }) =>
      print(`Nothing listens on ${options.host}:${port} (${protocol}); the devices keep trying.`),
  });
  print(
    `Vehicles: ${options.imeis.length}, reporting to ${options.host} (${targetsOf(options)}). Streets ${STREETS_ATTRIBUTION}.`,
  );
  if (registrationHint) print(registrationHint);
  await endOf(ending, seconds);
  const hint = setTimeout(() => print(waitingLine(fleet.pending())), HINT_AFTER_MS);
  const summary = await fleet.drain(DRAIN_MS, givingUp);
  clearTimeout(hint);
  ledger?.close();
  truth?.write(fleet.truth());
  if (fleet.pending() > 0) process.stderr.write(`${fleet.pending()} records were not acknowledged.\n`);
  print(JSON.stringify(summary));
}

/** km/h by which a vehicle must be slower until it is too fast again. */
const SPEED_HYSTERESIS = 5;

function watchOf({
  fences,
  speedLimit: limit,
}: Pick<SimulatorArguments, 'fences' | 'speedLimit'>): TruthWatch {
  return {
    fences: fences === undefined ? [] : opened('fences', () => readFences(fences)),
    speed: limit === undefined ? WATCH_NOTHING.speed : { limit, overBelow: limit - SPEED_HYSTERESIS },
  };
}

function targetsOf({ targets }: Pick<SimulatorArguments, 'targets'>): string {
  return targets.map(({ protocol, port }) => `${protocol}:${port}`).join(', ');
}

function waitingLine(pending: number): string {
  return `Waiting up to ${DRAIN_MS / 1000} s for the acknowledgement of ${pending} records; interrupt to end now.`;
}

/** A signal ends the recording; another one, or one after the time is up, ends the wait for acknowledgements. */
function endOnSignals(): { ending: AbortController; givingUp: AbortSignal } {
  const [ending, givingUp] = [new AbortController(), new AbortController()];
  let endedAt = Infinity;
  ending.signal.addEventListener('abort', () => (endedAt = performance.now()));
  const onSignal = (): void => {
    if (performance.now() - endedAt > SAME_SIGNAL_MS) givingUp.abort();
    ending.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  return { ending, givingUp: givingUp.signal };
}

/** Resolves on a signal, or when the time is up. */
async function endOf(ending: AbortController, seconds: number | undefined): Promise<void> {
  if (ending.signal.aborted) return;
  const timer = seconds === undefined ? undefined : setTimeout(() => ending.abort(), seconds * 1000);
  await once(ending.signal, 'abort');
  clearTimeout(timer);
}

function openLedger(file: string | undefined): Ledger | undefined {
  return file === undefined ? undefined : opened('ledger', () => new Ledger(file));
}

function openTruth(file: string | undefined): TruthFile | undefined {
  return file === undefined ? undefined : opened('truth', () => new TruthFile(file));
}

function opened<File>(name: string, open: () => File): File {
  try {
    return open();
  } catch (error) {
    throw new ArgumentError(`--${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
