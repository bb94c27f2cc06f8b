import os from 'node:os';
import { parseArgs } from 'node:util';
import { cpuTicks, slowdownSince } from '../support/stolen-time';
import type { FleetCase, FleetFigures } from './assets/fleet.program';
import { endPrograms, Program } from './program';

const SERVICES = ['ingestion', 'enrichment', 'alerting', 'gateway'] as const;

const { values: options } = parseArgs({
  options: {
    known: { type: 'string', default: '1000,100000,1000000' },
    reporting: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
    only: { type: 'string' },
  },
});

/** What a position costs by how many assets a service knows of which the same number reports, and what it keeps of each. */
async function main(): Promise<void> {
  const ticks = cpuTicks();
  const results = [];
  try {
    for (const service of SERVICES.filter((name) => !options.only || name === options.only))
      for (const known of options.known.split(',').map(Number)) results.push(await measure(service, known));
  } finally {
    endPrograms();
  }
  console.table(results);
  const run = { node: process.version, cpus: os.cpus().length, 'slowed by host': slowdownSince(ticks) };
  console.log(JSON.stringify({ bench: 'assets', ...run, results }));
}

async function measure(service: FleetCase['service'], known: number): Promise<object> {
  // More than Node takes by itself, so that a service that keeps too much is measured instead of killed.
  const program = Program.start('fleet', { NODE_OPTIONS: `--max-old-space-size=${heapMegabytes()}` });
  const [reporting, seconds] = [Number(options.reporting), Number(options.seconds)];
  const figures = await program.ask<FleetFigures>('measure', { service, known, reporting, seconds });
  await program.stop();
  const { kept, heapBytes, residentBytes, microsAPosition, longestSecondMs } = figures;
  return {
    ...{ service, known, reporting },
    'µs a position': Math.round(microsAPosition * 10) / 10,
    'longest second ms': Math.round(longestSecondMs),
    kept,
    'heap bytes a kept asset': Math.round(heapBytes / kept),
    'resident bytes a kept asset': Math.round(residentBytes / kept),
  };
}

function heapMegabytes(): number {
  return Math.floor((os.totalmem() / 1024 / 1024) * 0.7);
}

void main();
