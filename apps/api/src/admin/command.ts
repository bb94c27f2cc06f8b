import type { Installation } from './installation';

/** What a command prints: rows become a table, a text is printed as it is; `--json` makes JSON of both. */
export type Output = readonly Row[] | string;
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** One command of the administrator, e.g. `device create`. Its help is made from this. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows its name in an example, e.g. `acme --name 'Acme Ltd'`. */
  readonly example: string;
  /** Names of what is given by place, e.g. `['account', 'unique-id']`. */
  readonly places?: readonly string[];
  readonly options?: Readonly<Record<string, OptionSpec>>;
  run(installation: Installation, given: Given): Promise<Output>;
}

export interface OptionSpec {
  readonly text: string;
  /** What its value stands for, e.g. `ID`; absent: it has none. */
  readonly value?: string;
  readonly required?: true;
}

/** The command line is not usable: one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for can't be done: one line, exit code 1. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** What was given to a command. */
export class Given {
  constructor(private readonly values: Readonly<Record<string, string | boolean | undefined>>) {}

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  /** @throws UsageError if it does not match */
  text(name: string, pattern = /\S/, rule = 'must not be empty'): string {
    const value = this.values[name];
    if (typeof value !== 'string') throw new UsageError(`${name} is missing`);
    if (!pattern.test(value) || hasControls(value)) throw new UsageError(`${name} ${rule}`);
    return value;
  }

  optional(name: string, pattern?: RegExp, rule?: string): string | undefined {
    return this.has(name) ? this.text(name, pattern, rule) : undefined;
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const text = this.text(name);
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) throw new UsageError(`${name} must be one of: ${choices.join(', ')}`);
    return choice;
  }

  list(name: string): string[] {
    return this.text(name)
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }

  id(name: string): number {
    return toId(this.text(name), name);
  }

  ids(name: string): number[] {
    return this.list(name).map((text) => toId(text, name));
  }

  /** A time with its offset, e.g. `2026-11-28T12:00:00Z`. */
  time(name: string): Date {
    const text = this.text(name, TIME, 'must be a time such as 2026-11-28T12:00:00Z');
    const time = new Date(text);
    if (Number.isNaN(time.getTime())) throw new UsageError(`${name} is no time that exists`);
    return time;
  }
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;

function toId(text: string, name: string): number {
  const id = Number(text);
  if (!/^[1-9]\d{0,15}$/.test(text) || !Number.isSafeInteger(id))
    throw new UsageError(`${name} must be an id`);
  return id;
}

/** No database holds a zero character, and a terminal obeys others. */
function hasControls(text: string): boolean {
  return /\p{Cc}|\p{Cs}/u.test(text);
}
