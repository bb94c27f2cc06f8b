import { InvalidEnvironment } from '../config/load-configs';
import { refusalOf } from './refusal-of';
import { StartRefused } from './start-refused';

describe('what ended a start', () => {
  it.each([
    [new StartRefused('no'), 'no'],
    [new InvalidEnvironment(['X is wrong']), 'The environment is invalid:\n  - X is wrong'],
  ])('is printed where the operator can act on it: %s', (error, text) => {
    expect(refusalOf(error)).toBe(text);
  });

  it('names the setting if the database user is not the role of the service', () => {
    const denied = Object.assign(new Error('permission denied to set role "yipii_worker"'), {
      code: '42501',
    });
    expect(refusalOf(denied)).toMatch(/DATABASE_URL.*permission denied to set role "yipii_worker"/);
  });

  it.each([[new Error('what')], ['text'], [undefined]])('is logged where nobody expected it: %s', (error) => {
    expect(refusalOf(error)).toBeNull();
  });
});
