import type { Command, Output, Row } from './command';

/** Examples that are longer have their summary on the next line. */
const WIDEST_EXAMPLE = 48;

/** The list of all commands, each by an example. */
export function helpOfAll(commands: readonly Command[]): string {
  return `Administers an installation of Yipii Live.

Usage: npm run admin -- COMMAND [ARGUMENTS] [--json]
       In an image: node dist/apps/$APP/admin.main.js COMMAND …

Works on the database in DATA_DIR (./.data), beside a running "npm start" or by itself, or on the one that
DATABASE_URL names, with KAFKA_BROKERS and REDIS_URL if its services use Kafka and Redis.

Commands, by example:
${commands.map(lineOf).join('\n')}

"npm run admin -- device create --help" shows all options of one. Exit codes: 0 done, 1 failed, 2 not understood.`;
}

export function helpOf(command: Command): string {
  const options = Object.entries(command.options ?? {}).map(
    ([name, { text, value, required }]) =>
      [`--${name}${value ? ` ${value}` : ''}`, `${text}${required ? ' Required.' : ''}`] as const,
  );
  const rows = [...options, ['--json', 'Print JSON, for programs.'] as const];
  return `${command.summary}

Usage:   ${usageOf(command)}
Example: npm run admin -- ${exampleOf(command)}

Options:
${inColumns(rows)}`;
}

function lineOf(command: Command): string {
  const example = exampleOf(command);
  const isLong = example.length > WIDEST_EXAMPLE;
  const left = isLong ? `${example}\n  ${''.padEnd(WIDEST_EXAMPLE)}` : example.padEnd(WIDEST_EXAMPLE);
  return `  ${left}  ${command.summary}`;
}

function exampleOf({ name, example }: Command): string {
  return `${name} ${example}`.trim();
}

function usageOf({ name, places = [], options = {} }: Command): string {
  const required = Object.entries(options).filter(([, option]) => option.required);
  const parts = [
    name,
    ...places.map((place) => place.toUpperCase()),
    ...required.map(([option, { value }]) => `--${option} ${value ?? ''}`.trim()),
  ];
  return `npm run admin -- ${parts.join(' ')} [OPTIONS]`;
}

/** What a command has returned, as text. */
export function printed(output: Output, asJson: boolean): string {
  if (asJson) return JSON.stringify(typeof output === 'string' ? { result: output } : output);
  if (typeof output === 'string') return output;
  return output.length === 0 ? 'none' : table(output);
}

function table(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const cells = [names, ...rows.map((row) => names.map((name) => visible(row[name])))];
  const widths = names.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What was stored by others may hold what a terminal obeys. */
function visible(value: Row[string] | undefined): string {
  return String(value ?? '–').replace(/\p{Cc}/gu, '\uFFFD');
}

function inColumns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n');
}
