import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateBy,
} from 'class-validator';

/** How one environment variable is read and documented. */
export interface SettingText {
  /** Name of the environment variable; unit suffix `_MS` or `_BYTES`. */
  readonly env: string;
  /** One sentence or two for the reader of docs/configuration.md. */
  readonly description: string;
  /** Without a default the variable is required. */
  readonly default?: string | number | boolean;
  /** Never shown; may also be given as the path of a file in `<NAME>_FILE`. */
  readonly secret?: boolean;
  /** Shown in the docs where the default depends on the installation. */
  readonly example?: string;
}

export interface Setting extends SettingText {
  readonly property: string;
  readonly parse: (text: string) => unknown;
}

const settings = new WeakMap<object, Setting[]>();

/** The settings of a config class, those of its parents first. */
export function settingsOf(configClass: abstract new () => object): readonly Setting[] {
  const parent: unknown = Object.getPrototypeOf(configClass.prototype as object);
  const own = settings.get(configClass.prototype as object) ?? [];
  return parent && parent !== Object.prototype ? [...(settings.get(parent) ?? []), ...own] : own;
}

/** A whole number, e.g. a duration in ms or a limit; `min` defaults to 0. */
export function IntegerSetting(text: SettingText & { min?: number; max?: number }): PropertyDecorator {
  const isWhole = IsInt({ message: '$property must be a whole number' });
  return setting(text, Number, [isWhole, Min(text.min ?? 0), Max(text.max ?? Number.MAX_SAFE_INTEGER)]);
}

/** A TCP or UDP port; 0 takes a free one, which is logged. */
export function PortSetting(text: SettingText): PropertyDecorator {
  return IntegerSetting({ ...text, max: 65_535 });
}

/** `true|on|1` or `false|off|0`. */
export function SwitchSetting(text: SettingText): PropertyDecorator {
  return setting(text, parseSwitch, [IsBoolean({ message: '$property must be true or false' })]);
}

/** @param text with the form of the value, in words too: they follow "must be". */
export function TextSetting(
  text: SettingText & { form?: { pattern: RegExp; words: string }; minLength?: number },
): PropertyDecorator {
  const rules = [IsString(), MinLength(text.minLength ?? 0)];
  return setting(text, (value) => value, text.form ? [...rules, hasForm(text.form)] : rules);
}

/** One of a few words. */
export function ChoiceSetting(text: SettingText & { choices: readonly string[] }): PropertyDecorator {
  const last = text.choices.at(-1) ?? '';
  const words = `${text.choices.slice(0, -1).join(', ')} or ${last}`;
  const message = `$property must be ${words}`;
  return setting(text, (value) => value, [IsIn(text.choices, { message })]);
}

/** A URL of one of the schemes, e.g. `['redis', 'rediss']`. */
export function UrlSetting(text: SettingText & { schemes: readonly string[] }): PropertyDecorator {
  const options = {
    protocols: [...text.schemes],
    require_tld: false,
    require_protocol: true,
    allow_query_components: true,
  };
  const beginnings = text.schemes.map((scheme) => `${scheme}://`).join(' or ');
  const message = `$property must be a URL that begins with ${beginnings}`;
  return setting(text, (value) => value, [IsUrl(options, { message })]);
}

/** Comma-separated values; the words for their form follow "must each be". */
export function ListSetting(
  text: SettingText & { form?: { pattern: RegExp; words: string } },
): PropertyDecorator {
  const { form } = text;
  const rules = form
    ? [Matches(form.pattern, { each: true, message: `$property must each be ${form.words}` })]
    : [];
  return setting(text, parseList, [IsString({ each: true }), ...rules]);
}

function hasForm({ pattern, words }: { pattern: RegExp; words: string }): PropertyDecorator {
  return Matches(pattern, { message: `$property must be ${words}` });
}

/** A text with a form of its own. What `parse` throws is reported: its message, after the variable's name. */
export function ParsedSetting(text: SettingText & { parse: (value: string) => unknown }): PropertyDecorator {
  const isParsed = ValidateBy({
    name: 'isParsed',
    validator: {
      validate: (value) => !(value instanceof Unparsed),
      defaultMessage: (args) => `$property ${(args?.value as Unparsed).reason}`,
    },
  });
  return setting(text, (value) => parseOrTell(value, text.parse), [isParsed]);
}

/** Where this setting has a value, another one of the same class must have one, too: its property, and its variable. */
export function NeedsSetting(property: string, env: string): PropertyDecorator {
  return ValidateBy({
    name: 'needs',
    validator: {
      validate: (_, args) => (args?.object as Record<string, unknown>)[property] !== undefined,
      defaultMessage: () => `$property needs ${env}`,
    },
  });
}

function setting(text: SettingText, parse: Setting['parse'], rules: PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    const own = settings.get(target) ?? [];
    own.push({ ...text, property: String(property), parse });
    settings.set(target, own);
    if (text.default === '') IsOptional()(target, property);
    for (const rule of rules) rule(target, property);
  };
}

class Unparsed {
  constructor(readonly reason: string) {}
}

function parseOrTell(value: string, parse: (value: string) => unknown): unknown {
  try {
    return parse(value);
  } catch (error) {
    return new Unparsed(error instanceof Error ? error.message : String(error));
  }
}

function parseSwitch(text: string): unknown {
  if (['true', 'on', '1'].includes(text.toLowerCase())) return true;
  return ['false', 'off', '0'].includes(text.toLowerCase()) ? false : text;
}

function parseList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
