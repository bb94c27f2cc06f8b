import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Given, UsageError, type Command } from './command';

export interface Parsed {
  readonly command: Command;
  readonly given: Given;
  readonly asJson: boolean;
}

/**
 * Returns the command that a command line names and what it gives it; the command alone where its help is wanted,
 * undefined for the list of all.
 * @throws UsageError
 */
export function parseCommand(
  commands: readonly Command[],
  args: readonly string[],
): Parsed | Command | undefined {
  const wantsHelp = args.includes('--help') || args.includes('-h') || args[0] === 'help';
  const words = args.filter((arg) => !['--help', '-h'].includes(arg)).slice(args[0] === 'help' ? 1 : 0);
  const command = findCommand(commands, words);
  if (wantsHelp) return command;
  if (words.length === 0) throw new UsageError('no command is given');
  if (!command) throw new UsageError(`there is no command "${words.slice(0, 2).join(' ')}"`);
  return readArguments(command, words.slice(command.name.split(' ').length));
}

/** The longest name wins. */
export function findCommand(commands: readonly Command[], words: readonly string[]): Command | undefined {
  return commands.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '));
}

function readArguments(command: Command, args: readonly string[]): Parsed {
  const { places = [], options = {} } = command;
  const { values, positionals } = parse(args, {
    json: { type: 'boolean' },
    ...Object.fromEntries(
      Object.entries(options).map(([name, { value }]) => [
        name,
        { type: value ? 'string' : 'boolean' } as const,
      ]),
    ),
  });
  if (positionals.length > places.length) throw new UsageError(`"${positionals[places.length]}" is too much`);
  const missing = places[positionals.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing`);
  for (const [name, { required }] of Object.entries(options))
    if (required && values[name] === undefined) throw new UsageError(`--${name} is missing`);
  const byPlace = Object.fromEntries(places.map((name, i) => [name, positionals[i]]));
  return { command, given: new Given({ ...values, ...byPlace }), asJson: values.json === true };
}

function parse(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0] ?? 'not understood');
  }
}
