import { mailAddressOf } from './mail-address';

describe('a mail address', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada.Lovelace+fleet@Example.COM', 'Ada.Lovelace+fleet@example.com'],
    ["o'neil_#1@mail.example.org", "o'neil_#1@mail.example.org"],
    ['info@bücher.example', 'info@xn--bcher-kva.example'],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%s has one canonical form', (text, canonical) => {
    expect(mailAddressOf(text)).toBe(canonical);
  });

  it.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'ada@localhost',
    'ada@127.0.0.1',
    'ada@[127.0.0.1]',
    'ada@example.com.',
    'ada@-example.com',
    'ada@exa mple.com',
    'ada@example%2ecom',
    'ada@example.com/x',
    'ada@example.com:25',
    '.ada@example.com',
    'ada.@example.com',
    'a..b@example.com',
    '"ada"@example.com',
    'ada(comment)@example.com',
    'Ada <ada@example.com>',
    'friends:ada@example.com;',
    'ada@example.com,eve@example.com',
    'ada@example.com\r\nBcc: eve@example.com',
    'ada\0@example.com',
    'ädä@example.com',
    'a@b@example.com',
    `${'a'.repeat(65)}@example.com`,
    `${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(4)}com`,
  ])('is not %j', (text) => {
    expect(mailAddressOf(text)).toBeNull();
  });
});
