import { readFileSync } from 'node:fs';
import { validateSync } from 'class-validator';
import { settingsOf, type Setting } from './setting.decorator';

export type Environment = Readonly<Record<string, string | undefined>>;
export type ConfigClass<T extends object = object> = new () => T;

/** All problems of the environment in one message. */
export class InvalidEnvironment extends Error {
  override readonly name = 'InvalidEnvironment';

  constructor(readonly problems: readonly string[]) {
    super(`The environment is invalid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/**
 * Reads config classes from the environment, frozen, by class. An empty variable counts as not set.
 * @throws InvalidEnvironment with all problems of all classes
 */
export function loadConfigs(
  classes: readonly ConfigClass[],
  env: Environment,
): ReadonlyMap<ConfigClass, object> {
  const problems: string[] = [];
  const configs = new Map<ConfigClass, object>();
  for (const configClass of classes) configs.set(configClass, readConfig(configClass, env, problems));
  if (problems.length > 0) throw new InvalidEnvironment([...new Set(problems)]);
  return configs;
}

/**
 * Returns variables that have one of the apps' prefixes, as others of these config classes do, but are unknown to all
 * of them, probably because they are misspelt. Those of other apps may be there because apps share an environment.
 */
export function unknownVariables(
  classes: readonly ConfigClass[],
  env: Environment,
  prefixes: readonly string[],
): string[] {
  const known = new Set(classes.flatMap((configClass) => settingsOf(configClass)).flatMap(namesOf));
  const own = prefixes.filter((prefix) => [...known].some((name) => name.startsWith(prefix)));
  return Object.keys(env).filter((name) => own.some((prefix) => name.startsWith(prefix)) && !known.has(name));
}

function namesOf({ env, secret }: Setting): string[] {
  return secret ? [env, `${env}_FILE`] : [env];
}

function readConfig(configClass: ConfigClass, env: Environment, problems: string[]): object {
  const config = new configClass();
  const settings = settingsOf(configClass);
  const given = settings.filter((setting) => assign(config, setting, readVariable(setting, env, problems)));
  for (const { env: name, description } of settings.filter((setting) => !given.includes(setting))) {
    problems.push(`${name} is required: ${description}`);
  }
  problems.push(...invalid(config, given));
  return Object.freeze(config);
}

/** Returns whether there is a value, given or by default. */
function assign(config: object, setting: Setting, text: string | undefined): boolean {
  if (text === undefined && setting.default === undefined) return false;
  const value = setting.parse(text ?? String(setting.default));
  Object.assign(config, { [setting.property]: value === '' ? undefined : value });
  return true;
}

function invalid(config: object, settings: readonly Setting[]): string[] {
  return validateSync(config).flatMap(({ property, constraints = {} }) => {
    const setting = settings.find((candidate) => candidate.property === property);
    // What is no number breaks the rules for its size as well.
    const reasons = constraints.isInt ? [constraints.isInt] : Object.values(constraints);
    return setting ? [`${setting.env} ${reasons.map((reason) => behind(property, reason)).join(', ')}`] : [];
  });
}

/** What a rule says of a property, without the property's name in front. */
function behind(property: string, reason: string): string {
  return reason.startsWith(property) ? reason.slice(property.length).trim() : reason;
}

function readVariable(
  { env: name, secret }: Setting,
  env: Environment,
  problems: string[],
): string | undefined {
  const direct = env[name];
  const file = secret ? env[`${name}_FILE`] : undefined;
  if (!file) return direct === '' ? undefined : direct;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    problems.push(`${name}_FILE can't be read: ${file}`);
    return undefined;
  }
}
