import { Logger } from '@nestjs/common';
import { JsonLogger } from './json-logger';

type Line = Readonly<Record<string, unknown>> & { readonly err?: Readonly<Record<string, unknown>> };

function aLogger() {
  const lines: string[] = [];
  const logger = new JsonLogger({ service: 'test', level: 'trace' }, { write: (line) => lines.push(line) });
  return { logger, lines, last: (): Line => JSON.parse(lines.at(-1) ?? '{}') as Line };
}

const logOf = (error: unknown): Line => {
  const { logger, last } = aLogger();
  logger.warn({ msg: 'failed', err: error }, 'context');
  return last();
};

/** As `pg` makes it; TypeORM adds query and parameters. */
function aPgError(code: string, message: string): Error {
  return Object.assign(new Error(message), {
    name: 'error',
    severity: 'ERROR',
    code,
    detail: 'Key (email)=(jane@example.com) already exists.',
    where: 'PL/pgSQL function secret(text)',
    query: 'INSERT INTO asset VALUES ($1)',
    parameters: ['top secret'],
    client: { password: 'top secret' },
  });
}

describe('a log line', () => {
  it('has a constant message, the context, and data in fields', () => {
    const { logger, last } = aLogger();
    logger.log({ msg: 'listening', name: 'api', port: 8080, tls: false, of: null }, 'ports');
    expect(last()).toMatchObject({
      level: 'info',
      service: 'test',
      context: 'ports',
      msg: 'listening',
      name: 'api',
      port: 8080,
      tls: false,
      of: null,
    });
  });

  it('contains of an error only type, code, message and stack', () => {
    const { err } = logOf(aPgError('23505', 'duplicate key value violates unique constraint "asset_pkey"'));
    expect(Object.keys(err ?? {}).sort()).toEqual(['code', 'message', 'stack', 'type']);
    expect(err).toMatchObject({
      type: 'error',
      code: '23505',
      message: 'duplicate key value violates unique constraint "asset_pkey"',
      stack: expect.stringMatching(/^ {4}at /) as string,
    });
    expect(JSON.stringify(err)).not.toMatch(/secret|jane|INSERT/);
  });

  it.each([
    [
      aPgError('22P02', 'invalid input syntax for type uuid: "top secret"'),
      'invalid input syntax for type uuid: […]',
    ],
    [aPgError('42601', 'syntax error at or near "secret"'), 'syntax error at or near […]'],
    [aPgError('42P01', 'relation "asset" does not exist'), 'relation "asset" does not exist'],
    [
      new SyntaxError('Unexpected token \'s\', ..."{"a": secret}" is not valid JSON'),
      'Unexpected token […] is not valid JSON',
    ],
    [new Error("ERR unknown command 'x', with args beginning with: 'secret"), 'ERR unknown command […]'],
    [new Error('Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzZWNyZXQifQ was refused'), 'Bearer […] was refused'],
    [
      new Error('Connection error: connect ECONNREFUSED 10.0.0.5:9092'),
      'Connection error: connect ECONNREFUSED [ip]:9092',
    ],
    [new Error('mail to jane.doe@example.com, from [2001:db8::7]:993'), 'mail to [email], from [[ip]]:993'],
    [new Error('cannot reach https://u:p@example.com/hook?token=1 now'), 'cannot reach https://[…] now'],
    [new Error("it can't be read, it isn't there"), "it can't be read, it isn't there"],
    [new Error('unclosed "secret'), 'unclosed […]'],
    [new Error('link 6f1f7e5e-5a51-4b43-8d3b-1c3a5a0c9c11 is unknown'), 'link […] is unknown'],
  ])('leaves values out of messages, case %#', (error, message) => {
    expect(logOf(error).err).toMatchObject({ message });
  });

  it('names the system call instead of its address', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 192.0.2.7:5432'), {
      syscall: 'connect',
      code: 'ECONNREFUSED',
      address: '192.0.2.7',
    });
    expect(logOf(error).err).toMatchObject({ message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' });
    expect(logOf(new AggregateError([error])).err).toMatchObject({ message: 'AggregateError' });
  });

  it('leaves a message that looks like a stack out of the stack', () => {
    const { err } = logOf(new Error('first\n    at secret (secret.ts:1:1)'));
    expect(err?.stack).not.toMatch('secret');
  });

  it('contains causes by the same rules', () => {
    const cause = aPgError('22P02', 'invalid input syntax for type json: "secret"');
    const { err } = logOf(new RangeError('not stored', { cause }));
    expect(err).toMatchObject({
      type: 'RangeError',
      cause: { type: 'error', code: '22P02', message: 'invalid input syntax for type json: […]' },
    });
    expect(JSON.stringify(err)).not.toMatch(/secret/);
  });

  it('survives odd values', () => {
    const circle: Record<string, unknown> = { big: 1n, list: [new Error('"secret"')] };
    circle.self = circle;
    const odd = {
      msg: 'odd',
      circle,
      socket: new Map([['secret', 1]]),
      fn: () => 'secret',
      at: new Date(NaN),
    };
    const { logger, lines } = aLogger();
    logger.log(odd, 'context');
    expect(lines[0]).not.toMatch('secret');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'odd', socket: '[Map]', at: null });
  });

  it('keeps networks and hides addresses', () => {
    const { logger, last } = aLogger();
    logger.log({
      msg: 'refused',
      peer: '203.0.113.0/24',
      peer6: '2001:db8::/48',
      ip: '203.0.113.9',
      ip6: '::1',
    });
    expect(last()).toMatchObject({ peer: '203.0.113.0/24', peer6: '2001:db8::/48', ip: '[ip]', ip6: '[ip]' });
  });

  it('leaves what ended a start to those who report it in words', () => {
    const { logger, lines } = aLogger();
    Logger.overrideLogger(logger);
    new Logger('ExceptionHandler').error(new Error('SSO_ISSUER is wrong'));
    Logger.overrideLogger(false);
    expect(lines).toEqual([]);
  });

  it('passes the texts and errors of libraries through the same rules', () => {
    const { logger, lines } = aLogger();
    Logger.overrideLogger(logger);
    const nest = new Logger('ExceptionsHandler');
    nest.error(aPgError('22P02', 'invalid input syntax for type uuid: "secret"'));
    nest.error('invalid "secret"', 'Error: invalid "secret"\n    at f (a.ts:1:1)');
    nest.warn('jane@example.com asked from 10.1.2.3');
    Logger.overrideLogger(false);
    expect(lines.join()).not.toMatch(/secret|jane|10\.1/);
    expect(lines.map((line) => (JSON.parse(line) as Line).msg)).toEqual([
      'unexpected error',
      'invalid […]',
      '[email] asked from [ip]',
    ]);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ stack: '    at f (a.ts:1:1)' });
  });

  it('is cheap however long and hostile a text is', () => {
    const { logger, last } = aLogger();
    for (const text of [
      '"'.repeat(1e6),
      'a'.repeat(1e6),
      ':'.repeat(1e6),
      'a@'.repeat(5e5),
      '1.'.repeat(5e5),
    ]) {
      logger.warn({ msg: 'long', err: new Error(text), text });
      expect(JSON.stringify(last()).length).toBeLessThan(10_000);
    }
  });
});
