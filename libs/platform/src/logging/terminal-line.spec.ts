import { JsonLogger } from './json-logger';
import { terminalLine } from './terminal-line';

describe('a log line in a terminal', () => {
  function lineOf(message: object, hasColours = false): string {
    let text = '';
    const write = (json: string) => void (text = terminalLine(json, hasColours));
    new JsonLogger({ service: 'test', level: 'info' }, { write }).warn(message, 'ports');
    return text;
  }

  it('shows time, level, context, message and fields', () => {
    expect(
      lineOf({ msg: 'listening', name: 'api', port: 8080, note: 'two words', tls: { on: false } }),
    ).toMatch(
      /^\d\d:\d\d:\d\d WARN {2}ports {8}listening name=api port=8080 note="two words" tls=\{"on":false\}\n$/,
    );
  });

  it('shows an error with its causes and stack on lines of their own', () => {
    const cause = Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' });
    expect(lineOf({ msg: 'failed', err: new RangeError('not stored', { cause }) })).toMatch(
      /failed\n {4}RangeError: not stored\n {4}at [^]+\n {4}Error EHOSTUNREACH: no route\n$/,
    );
  });

  it('colours levels only if it may', () => {
    const escape = '\u001b[33m';
    expect(lineOf({ msg: 'careful' }, true)).toContain(`${escape}WARN`);
    expect(lineOf({ msg: 'careful' })).not.toContain(escape);
  });
});
