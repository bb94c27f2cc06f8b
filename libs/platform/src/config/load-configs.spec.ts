import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ValidateBy } from 'class-validator';
import { InvalidEnvironment, loadConfigs, unknownVariables, type Environment } from './load-configs';
import {
  IntegerSetting,
  ListSetting,
  NeedsSetting,
  ParsedSetting,
  PortSetting,
  SwitchSetting,
  TextSetting,
  UrlSetting,
} from './setting.decorator';

class ExampleConfig {
  @PortSetting({ env: 'EXAMPLE_PORT', description: 'Where it listens.', default: 80 })
  readonly port!: number;

  @IntegerSetting({ env: 'EXAMPLE_WAIT_MS', description: 'How long it waits.', default: 5, min: 1 })
  readonly waitMs!: number;

  @SwitchSetting({ env: 'EXAMPLE_FAST', description: 'Hurry.', default: false })
  readonly fast!: boolean;

  @ListSetting({ env: 'EXAMPLE_HOSTS', description: 'Whom it asks.' })
  readonly hosts!: string[];

  @UrlSetting({ env: 'EXAMPLE_URL', description: 'Where.', schemes: ['https'], secret: true })
  readonly url!: string;

  @TextSetting({ env: 'EXAMPLE_PREFIX', description: 'Put before.', default: '' })
  readonly prefix?: string;

  @ParsedSetting({ env: 'EXAMPLE_SIZE', description: 'How large.', default: '1x1', parse: parseSize })
  readonly size!: { width: number; height: number };

  @NeedsSetting('prefix', 'EXAMPLE_PREFIX')
  @ValidateBy({
    name: 'isEven',
    validator: { validate: isEven, defaultMessage: () => 'must have an even number of tails' },
  })
  @TextSetting({ env: 'EXAMPLE_TAILS', description: 'Put behind.', default: '' })
  readonly tails?: string;
}

function isEven(text: unknown): boolean {
  return String(text).length % 2 === 0;
}

function parseSize(text: string): { width: number; height: number } {
  const [width, height] = text.split('x').map(Number);
  if (!width || !height) throw new Error('must be a width and a height, as in 2x3');
  return { width, height };
}

const VALID: Environment = { EXAMPLE_HOSTS: 'a, b,', EXAMPLE_URL: 'https://user:pw@host/path?x=1' };

function load(env: Environment): ExampleConfig {
  return loadConfigs([ExampleConfig], env).get(ExampleConfig) as ExampleConfig;
}

function problemsOf(env: Environment): readonly string[] {
  try {
    load(env);
    return [];
  } catch (error) {
    return (error as InvalidEnvironment).problems;
  }
}

describe('the configuration', () => {
  it('uses defaults for what is not set or empty, and can not be changed', () => {
    const config = load({ ...VALID, EXAMPLE_PORT: '' });
    expect(config).toMatchObject({ port: 80, waitMs: 5, fast: false, hosts: ['a', 'b'] });
    expect(config.prefix).toBeUndefined();
    expect(Object.isFrozen(config)).toBe(true);
  });

  it.each([
    ['on', true],
    ['1', true],
    ['TRUE', true],
    ['off', false],
    ['0', false],
  ])('reads the switch %s', (text, value) => {
    expect(load({ ...VALID, EXAMPLE_FAST: text }).fast).toBe(value);
  });

  it('names every problem in one message', () => {
    const problems = problemsOf({
      EXAMPLE_PORT: '70000',
      EXAMPLE_WAIT_MS: '0',
      EXAMPLE_FAST: 'maybe',
      EXAMPLE_URL: 'ftp://x',
    });
    expect(problems).toEqual([
      'EXAMPLE_HOSTS is required: Whom it asks.',
      expect.stringContaining('EXAMPLE_PORT must not be greater than 65535'),
      expect.stringContaining('EXAMPLE_WAIT_MS must not be less than 1'),
      'EXAMPLE_FAST must be true or false',
      'EXAMPLE_URL must be a URL that begins with https://',
    ]);
  });

  it('says of what is no number just that', () => {
    expect(problemsOf({ ...VALID, EXAMPLE_WAIT_MS: '5s' })).toEqual([
      'EXAMPLE_WAIT_MS must be a whole number',
    ]);
  });

  it('says what another setting is missing for, and keeps its words where they name the property', () => {
    expect(problemsOf({ ...VALID, EXAMPLE_TAILS: 'ab' })).toEqual(['EXAMPLE_TAILS needs EXAMPLE_PREFIX']);
    expect(problemsOf({ ...VALID, EXAMPLE_TAILS: 'a', EXAMPLE_PREFIX: 'p' })).toEqual([
      'EXAMPLE_TAILS must have an even number of tails',
    ]);
    expect(problemsOf({ ...VALID, EXAMPLE_TAILS: 'ab', EXAMPLE_PREFIX: 'p' })).toEqual([]);
  });

  it('reads settings with their own format, and reports what its parser says', () => {
    expect(load({ ...VALID, EXAMPLE_SIZE: '2x3' }).size).toEqual({ width: 2, height: 3 });
    expect(load(VALID).size).toEqual({ width: 1, height: 1 });
    expect(problemsOf({ ...VALID, EXAMPLE_SIZE: '2' })).toEqual([
      'EXAMPLE_SIZE must be a width and a height, as in 2x3',
    ]);
  });

  it('reads a secret from a file, and says which file it can not read', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-config-'));
    writeFileSync(path.join(folder, 'url'), 'https://from-file\n');
    const env = { EXAMPLE_HOSTS: 'a', EXAMPLE_URL_FILE: path.join(folder, 'url') };
    expect(load(env).url).toBe('https://from-file');
    rmSync(folder, { recursive: true });
    expect(problemsOf(env)).toContain(`EXAMPLE_URL_FILE can't be read: ${path.join(folder, 'url')}`);
  });

  it('reports variables of its own prefix that nothing reads', () => {
    const env = { ...VALID, EXAMPLE_PROT: '1', EXAMPLE_URL_FILE: '', OTHER: '1' };
    expect(unknownVariables([ExampleConfig], env, ['EXAMPLE_'])).toEqual(['EXAMPLE_PROT']);
  });
});
