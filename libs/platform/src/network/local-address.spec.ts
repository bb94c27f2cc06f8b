import { isLocal } from './local-address';

describe('a local address', () => {
  it.each([
    'localhost',
    '127.0.0.1',
    '::1',
    '[::1]',
    '::ffff:192.168.1.7',
    '10.1.2.3',
    '172.31.0.1',
    'fe80::1',
  ])('%s is one', (host) => expect(isLocal(host)).toBe(true));

  it.each(['demo.example', '8.8.8.8', '172.32.0.1', '2001:db8::1', '', 'localhost.example'])(
    '%s is none',
    (host) => expect(isLocal(host)).toBe(false),
  );
});
