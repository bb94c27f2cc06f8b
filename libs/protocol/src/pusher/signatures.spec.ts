import {
  bodyMd5,
  channelAuthText,
  equalSecrets,
  hmac,
  httpAuthText,
  isSignedBy,
  userAuthText,
} from './signatures';

/** The examples of the Pusher Channels documentation. */
const app = { key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' };
const SOCKET = '1234.1234';

describe('a signature', () => {
  it('of a private channel is the documented one', () => {
    const signature = '58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4';
    expect(hmac(app.secret, channelAuthText(SOCKET, 'private-foobar'))).toBe(signature);
  });

  it('of a presence channel is that of its member', () => {
    const data = '{"user_id":10,"user_info":{"name":"Mr. Channels"}}';
    const signature = '31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80';
    expect(isSignedBy(app, `${app.key}:${signature}`, channelAuthText(SOCKET, 'presence-foobar', data))).toBe(
      true,
    );
  });

  it('of a user is the documented one', () => {
    const signature = '4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba';
    expect(hmac(app.secret, userAuthText(SOCKET, '{"id":"12345"}'))).toBe(signature);
  });

  it('of an HTTP request is the documented one', () => {
    const body = Buffer.from('{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}');
    expect(bodyMd5(body)).toBe('ec365a775a4cd0599faeb73354201b6f');
    const query = new URLSearchParams(
      `auth_version=1.0&auth_key=${app.key}&auth_signature=x&auth_timestamp=1353088179&body_md5=${bodyMd5(body)}`,
    );
    const signature = 'da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c';
    expect(hmac(app.secret, httpAuthText('POST', '/apps/3/events', query))).toBe(signature);
  });

  it('covers the values of a query as they mean, sorted by name', () => {
    const query = new URLSearchParams('info=a%2Cb&Auth_key=k&filter_by_prefix=p%20q');
    expect(httpAuthText('GET', '/x', query)).toBe('GET\n/x\nauth_key=k&filter_by_prefix=p q&info=a,b');
  });

  it.each(['', 'x', `${app.key}:`, `other:${hmac(app.secret, 't')}`, `${app.key}:${hmac('other', 't')}`])(
    'is not %j',
    (auth) => {
      expect(isSignedBy(app, auth, 't')).toBe(false);
    },
  );

  it('is compared whatever the lengths', () => {
    expect([equalSecrets('a', 'a'), equalSecrets('a', 'ab'), equalSecrets('', 'b')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
