import { parseArgs } from 'node:util';
import { INSPECTABLE } from '../support/collect-garbage';
import { AppProcess } from '../support/app-process';
import { FrameAttack } from './frame-attack';
import { FUZZ_APP } from './fuzz-names';
import { HttpAttack } from './http-attack';
import { RandomSource } from './random-source';
import { ServerWatch } from './server-watch';
import { problemsOfCosts, strangerCosts, type StrangerCost } from './stranger-costs';
import { Witness } from './witness';

const STEPS = 50;
/** Of fewer frames the memory says nothing yet. */
const ENOUGH_FOR_MEMORY = 50_000;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100000' },
    http: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '20261124' },
  },
});
const rounds = Number(options.rounds);
const calls = Number(options.http);
const seed = Number(options.seed);

/** Attacks a gateway with frames and HTTP calls while a witness goes on as if nothing were. */
async function main(): Promise<void> {
  console.log(`seed ${seed}: ${rounds} frames, ${calls} HTTP calls`);
  const server = await AppProcess.start('gateway', {
    PORT: '0',
    ...INSPECTABLE,
    PUSHER_APPS: JSON.stringify([{ ...FUZZ_APP, clientMessages: true, subscriptionCounts: true }]),
  });
  const startedAt = Date.now();
  const watch = new ServerWatch(server);
  await watch.begin();
  const attacks = await attack(server, watch);
  const costs = server.isRunning ? await strangerCosts(server) : [];
  const problems = [...(await problemsOf(server, watch, attacks)), ...problemsOfCosts(costs)];
  report(attacks, costs, {
    ...{ 'MB warm': watch.memoryMb.warm, 'MB at most': watch.memoryMb.most },
    seconds: Math.round((Date.now() - startedAt) / 1_000),
    problems,
  });
  process.exit(problems.length === 0 ? 0 : 1);
}

interface Attacks {
  readonly witness: Witness;
  readonly frames: FrameAttack;
  readonly http: HttpAttack;
}

async function attack(server: AppProcess, watch: ServerWatch): Promise<Attacks> {
  const port = server.port('websocket');
  const witness = new Witness(port);
  const frames = new FrameAttack(port, new RandomSource(seed));
  const http = new HttpAttack(port, new RandomSource(seed + 1));
  await witness.start();
  for (let step = 1; step <= STEPS && server.isRunning; step++) {
    await Promise.all([frames.send(share(rounds, step)), http.send(share(calls, step))]);
    await watch.sample();
  }
  await witness.end();
  await frames.end();
  http.end();
  return { witness, frames, http };
}

/** Ends the server. */
async function problemsOf(
  server: AppProcess,
  watch: ServerWatch,
  { witness, frames, http }: Attacks,
): Promise<string[]> {
  const serverProblems = server.isRunning
    ? await watch.problems(rounds >= ENOUGH_FOR_MEMORY)
    : [`the server ended:\n${server.lines.slice(-20).join('\n')}`];
  const code = await server.end();
  return [
    ...serverProblems.map((problem) => `server: ${problem}`),
    ...witness.problems.map((problem) => `witness: ${problem}`),
    ...frames.problems.map((problem) => `frames: ${problem}`),
    ...http.problems.map((problem) => `HTTP: ${problem}`),
    ...(code === 0 ? [] : [`server: exit code ${String(code)}`]),
  ];
}

interface Totals {
  readonly 'MB warm': number;
  readonly 'MB at most': number;
  readonly seconds: number;
  readonly problems: readonly string[];
}

/** Tables for people, and one line of JSON. */
function report(
  { witness, frames, http }: Attacks,
  costs: readonly StrangerCost[],
  { problems, ...totals }: Totals,
): void {
  const result = {
    ...{ frames: rounds, 'HTTP calls': calls, seed },
    ...{ connections: frames.connectionsMade, answers: frames.answers },
    'witness events': witness.events,
    ...totals,
    problems: problems.length,
  };
  console.table([result]);
  console.table({ 'closes by code': object(frames.closes), 'answers by status': object(http.statuses) });
  console.table(costs);
  for (const problem of problems) console.log(problem);
  console.log(
    JSON.stringify({
      ...{ fuzz: 'pusher', ...result, problems },
      ...{ closes: object(frames.closes), statuses: object(http.statuses), costs },
    }),
  );
}

/** The part of `all` that the step has to do, so that the steps add up. */
function share(all: number, step: number): number {
  return Math.floor((all * step) / STEPS) - Math.floor((all * (step - 1)) / STEPS);
}

function object(counts: ReadonlyMap<number, number>): Record<string, number> {
  return Object.fromEntries(counts);
}

void main();
