import { DestinationRules } from './destination-rules';

const production = new DestinationRules(true);

describe('the destination of an outgoing request', () => {
  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.0.1',
    '169.254.169.254',
    '169.254.170.2',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::8.8.8.8',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:db8::1',
    '2002:a9fe:a9fe::1',
    '2002:7f00:1::',
    '3fff::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
  ])('is refused where it is not public: %s', (address) => {
    expect(production.problem(address, 'https:')).toBe('the address is not public');
  });

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450::8',
  ])('may be a public address: %s', (address) => {
    expect(production.problem(address, 'https:')).toBeNull();
  });

  it('must be HTTPS in production', () => {
    expect(production.problem('8.8.8.8', 'http:')).toBe('HTTPS is required');
    expect(new DestinationRules(false).problem('8.8.8.8', 'http:')).toBeNull();
  });

  it('may be local during development, but never link-local', () => {
    const rules = new DestinationRules(false);
    const allowed = ['127.0.0.1', '192.168.1.5', '::1', 'fd00::1'].map((ip) => rules.problem(ip, 'http:'));
    expect(allowed).toEqual([null, null, null, null]);
    expect(rules.problem('169.254.169.254', 'http:')).toBe('the address is not public');
    expect(rules.problem('fe80::1', 'http:')).toBe('the address is not public');
  });

  it('may be in a listed network, also without TLS, and in no other', () => {
    const rules = new DestinationRules(true, ['10.1.0.0/16', 'fd00::/8']);
    expect(rules.problem('10.1.2.3', 'http:')).toBeNull();
    expect(rules.problem('::ffff:10.1.2.3', 'http:')).toBeNull();
    expect(rules.problem('fd12::1', 'http:')).toBeNull();
    expect(rules.problem('10.2.0.1', 'https:')).toBe('the address is not public');
    expect(rules.problem('127.0.0.1', 'https:')).toBe('the address is not public');
  });

  it.each(['not-an-ip', '', '1.2.3', '0x7f.1', '2130706433'])('is an IP address: not "%s"', (address) => {
    expect(production.problem(address, 'https:')).toBe('the address is not public');
  });
});
