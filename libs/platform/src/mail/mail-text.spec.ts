import { nameInMail } from './mail-text';

describe('a name in a mail', () => {
  it.each([
    ['Acme Logistics', 'Acme Logistics'],
    ['  Acme\r\n GmbH & Co. ', 'Acme GmbH & Co.'],
    ['Fuhrpark Süd 2', 'Fuhrpark Süd 2'],
  ])('%j is shown', (name, shown) => {
    expect(nameInMail(name, 'acme')).toBe(shown);
  });

  it.each(['Win at evil.example', 'https://evil.example', 'mail me@evil', '', '\u202e', 'x'.repeat(61)])(
    '%j is not',
    (name) => {
      expect(nameInMail(name, 'acme')).toBe('acme');
    },
  );
});
