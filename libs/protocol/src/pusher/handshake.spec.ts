import { closeReasons } from './close-codes';
import { readHandshake } from './handshake';

describe('the URL of a connection', () => {
  it.each([
    ['pusher-js', 'protocol=7&client=js&version=8.6.0&flash=false', 7],
    ['the Java client', 'protocol=5&client=java-client&version=2.4.4', 5],
    ['Pysher', 'protocol=6&client=Pysher&version=1.0.8', 6],
    ['the oldest', 'protocol=4', 4],
  ])('of %s is accepted', (_, query, protocol) => {
    expect(readHandshake('/app/some-key', query)).toEqual({ appKey: 'some-key', protocol, plain: false });
  });

  it('under /plain asks for event names without their dot', () => {
    expect(readHandshake('/plain/app/some-key', 'protocol=7')).toMatchObject({
      appKey: 'some-key',
      plain: true,
    });
  });

  it.each([
    ['/', 'protocol=7', closeReasons.badPath],
    ['/app', 'protocol=7', closeReasons.badPath],
    ['/app/', 'protocol=7', closeReasons.badPath],
    ['/app/key/more', 'protocol=7', closeReasons.badPath],
    ['/other/app/key', 'protocol=7', closeReasons.badPath],
    ['/app/key', '', closeReasons.noProtocol],
    ['/app/key', 'protocol=', closeReasons.noProtocol],
    ['/app/key', 'protocol=seven', closeReasons.badVersion],
    ['/app/key', 'protocol=7&version=<8>', closeReasons.badVersion],
    ['/app/key', 'protocol=3', closeReasons.unsupportedProtocol],
    ['/app/key', 'protocol=8', closeReasons.unsupportedProtocol],
  ])('%s?%s is refused', (path, query, reason) => {
    expect(readHandshake(path, query)).toBe(reason);
  });
});

describe('close reasons', () => {
  it('say what pusher-js makes of their code', () => {
    const { tlsOnly, frameTooLarge, ...others } = closeReasons;
    expect(tlsOnly).toMatchObject({ code: 4000, client: 'over TLS' });
    expect(frameTooLarge).toMatchObject({ code: 1009, client: 'waits' });
    for (const { code, client } of Object.values(others)) {
      expect(client).toBe(code < 4100 ? 'gives up' : code < 4200 ? 'waits' : 'at once');
    }
  });
});
