import path from 'node:path';
import { parseArgs } from 'node:util';
import { trackerProtocols } from '@yipii/protocol';
import { compareCase, type Agreement, type Comparison, type Difference } from './compare-case';
import { readCases, readDeviations, type Deviation, type RecordedCase } from './recorded-streams';

const USAGE = 'usage: npm run conformance -- DIR [--verbose]';
const DEVIATIONS = path.resolve('libs/protocol/deviations.json');
/** Share of positions and of acknowledgements that must agree. */
const ENOUGH = 0.98;
const SHOWN = 20;
const HEADINGS = ['protocol', 'streams', 'positions', 'acks', 'attributes', 'deviations'];

/** The command line; returns the exit code. */
export function conformance(args: readonly string[]): number {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n`);
    return 1;
  }
  const deviations = readDeviations(DEVIATIONS);
  const cases = readCases(asked.directory);
  const spoken = trackerProtocols.filter(({ name }) => cases.has(name));
  const rows = spoken.map(({ name }) => row(name, cases.get(name) ?? [], deviations));
  printTable([HEADINGS, ...rows.map(({ cells }) => cells)]);
  if (asked.verbose) for (const { differences } of rows) printDifferences(differences);
  const missing = [...cases.keys()].filter((name) => !spoken.some((protocol) => protocol.name === name));
  if (missing.length > 0) print(`Not spoken yet: ${missing.join(', ')}.`);
  return rows.every(({ isEnough }) => isEnough) ? 0 : 1;
}

/** Returns how it is called, and before that what is wrong, where it was called otherwise. */
function readArguments(args: readonly string[]): { directory: string; verbose: boolean } | string {
  const options = { verbose: { type: 'boolean', default: false } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [directory] = positionals;
    return directory === undefined ? USAGE : { directory, verbose: values.verbose };
  } catch (error) {
    return `${(error as Error).message.split('. ')[0] ?? ''}\n${USAGE}`;
  }
}

function row(protocol: string, cases: readonly RecordedCase[], deviations: readonly Deviation[]) {
  const compared = cases.map(compareCase);
  const total = (part: keyof Comparison): Agreement => sum(compared.map((one) => one[part]));
  const parts = [total('positions'), total('acknowledgements'), total('attributes')] as const;
  const [positions, acknowledgements, attributes] = parts.map((part) => share(part, deviations));
  const known = deviations.filter(({ stream }) => stream.startsWith(`${protocol}-`)).length;
  const shares = [positions, acknowledgements, attributes].map(percent);
  return {
    cells: [protocol, String(cases.length), ...shares, String(known)],
    isEnough: Math.min(positions ?? 0, acknowledgements ?? 0) >= ENOUGH,
    differences: parts.flatMap((part) => unexplained(part, deviations)),
  };
}

function sum(agreements: readonly Agreement[]): Agreement {
  return {
    expected: agreements.reduce((count, { expected }) => count + expected, 0),
    differences: agreements.flatMap(({ differences }) => differences),
  };
}

function share(agreement: Agreement, deviations: readonly Deviation[]): number {
  const { expected } = agreement;
  return expected === 0 ? 1 : 1 - unexplained(agreement, deviations).length / expected;
}

function unexplained({ differences }: Agreement, deviations: readonly Deviation[]): Difference[] {
  return differences.filter(
    ({ stream, field }) => !deviations.some((one) => covers(one.stream, stream) && covers(one.field, field)),
  );
}

function covers(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function percent(value = 0): string {
  return `${(100 * value).toFixed(1)} %`;
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  for (const [name = '', ...cells] of rows) {
    print(
      [name.padEnd(widths[0] ?? 0), ...cells.map((cell, i) => cell.padStart(widths[i + 1] ?? 0))].join('  '),
    );
  }
}

function printDifferences(differences: readonly Difference[]): void {
  for (const { stream, field, expected, decoded } of differences.slice(0, SHOWN)) {
    print(`${stream} ${field}: expected ${JSON.stringify(expected)}, decoded ${JSON.stringify(decoded)}`);
  }
  if (differences.length > SHOWN) print(`… and ${differences.length - SHOWN} more`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
