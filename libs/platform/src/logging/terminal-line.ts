interface Entry {
  readonly level: string;
  readonly time: string;
  readonly context?: string;
  readonly msg?: string;
  readonly stack?: string;
  readonly err?: LoggedErrorLine;
}

interface LoggedErrorLine {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack?: string;
  readonly cause?: LoggedErrorLine;
}

const COLOURS: Readonly<Record<string, number>> = { fatal: 31, error: 31, warn: 33, debug: 90, trace: 90 };

/** A JSON log line for people: local time, level, context, message and fields; errors and stacks on lines below. */
export function terminalLine(json: string, hasColours: boolean): string {
  const { level, time, context = '', msg = '', err, stack, ...fields } = JSON.parse(json) as Entry;
  const clock = new Date(time).toTimeString().slice(0, 8);
  const head = `${clock} ${coloured(level, hasColours)} ${context.padEnd(12)} ${msg}`;
  const data = Object.entries(fields)
    .filter(([name]) => name !== 'service')
    .map(([name, value]) => ` ${name}=${shown(value)}`);
  const below = [...(err ? errorLines(err) : []), ...(stack ? [stack] : [])];
  return [head + data.join(''), ...below, ''].join('\n');
}

function coloured(level: string, hasColours: boolean): string {
  const name = level.toUpperCase().padEnd(5);
  const colour = COLOURS[level];
  return hasColours && colour ? `\u001b[${colour}m${name}\u001b[0m` : name;
}

function shown(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

function errorLines({ type, code, message, stack, cause }: LoggedErrorLine): string[] {
  const own = `    ${type}${code === undefined ? '' : ` ${code}`}: ${message}`;
  return [own, ...(stack ? [stack] : []), ...(cause ? errorLines(cause) : [])];
}
