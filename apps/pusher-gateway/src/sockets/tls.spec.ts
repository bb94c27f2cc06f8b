import { mkdtempSync, renameSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { StartRefused, tlsSettingsOf } from '@yipii/platform';
import { CertificateFiles, eventually, selfSigned } from '@yipii/testing';
import { SERVERS, SocketScenario, trusted } from './socket-scenario.fixture';

describe.each(SERVERS)('the certificate of %s', (_, open) => {
  let live: SocketScenario;
  let files: CertificateFiles;
  const start = async (): Promise<void> => {
    live = await SocketScenario.start(trusted(open), { tls: { ...files.settings, checkEveryMs: 20 } });
  };
  const nameOfServer = (): Promise<string> => {
    const { socket } = live.raw();
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('secureConnect', () =>
        resolve(String((socket as TLSSocket).getPeerCertificate().subject.CN)),
      );
    });
  };

  beforeEach(() => (files = new CertificateFiles('first')));
  afterEach(async () => {
    await live.stop();
    files.remove();
  });

  it('is replaced for new connections when its files change, on the same topics', async () => {
    await start();
    const old = await live.connect();
    old.connection.socket.join('a');
    expect(await nameOfServer()).toBe('first');
    for (const name of ['second', 'third']) {
      files.replace(selfSigned(name));
      await eventually(async () => expect(await nameOfServer()).toBe(name));
    }
    const young = await live.connect();
    young.connection.socket.join('a');
    expect(live.server.publish('a', 'news')).toBe(2);
    old.socket.send('still here');
    await eventually(() => expect([old.texts, young.texts]).toEqual([['news'], ['news']]));
    await eventually(() => expect(old.connection.frames).toEqual(['still here']));
    old.socket.close();
    await eventually(() => expect(live.server.publish('a', 'more')).toBe(1));
    live.server.stopListening();
    await expect(nameOfServer()).rejects.toThrow('ECONNREFUSED');
  });

  it('gives a connection from before its replacement a WebSocket on the same topics', async () => {
    await start();
    const kept = live.raw('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually(() => expect(kept.text).toContain('200 OK'));
    files.replace(selfSigned('second'));
    await eventually(async () => expect(await nameOfServer()).toBe('second'));
    kept.socket.write(
      'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await eventually(() => expect(live.connections).toHaveLength(1));
    live.connections[0]?.socket.join('a');
    expect(live.server.publish('a', 'news')).toBe(1);
    await eventually(() => expect(kept.text).toContain('news'));
  });

  it('is replaced when a symbolic link in front of its files is swapped', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'yipii-tls-'));
    const version = (name: string): void => {
      const { cert, key } = selfSigned(name);
      mkdirSync(path.join(folder, name));
      writeFileSync(path.join(folder, name, 'tls.crt'), cert);
      writeFileSync(path.join(folder, name, 'tls.key'), key);
      symlinkSync(name, path.join(folder, 'next'));
      renameSync(path.join(folder, 'next'), path.join(folder, 'data'));
    };
    version('first');
    const tls = tlsSettingsOf(
      { tlsCertFile: path.join(folder, 'data/tls.crt'), tlsKeyFile: path.join(folder, 'data/tls.key') },
      'GATEWAY',
    );
    live = await SocketScenario.start(trusted(open), { tls: tls && { ...tls, checkEveryMs: 20 } });
    version('second');
    await eventually(async () => expect(await nameOfServer()).toBe('second'));
  });

  it('stays while the files hold an unusable one', async () => {
    await start();
    const { cert, key } = selfSigned('second');
    for (const [badCert, badKey] of [
      ['', ''],
      [cert, 'rubbish'],
      [cert, selfSigned('other').key],
    ] as const) {
      files.replace({ cert: badCert, key: badKey });
      for (let look = 0; look < 5; look += 1) expect(await nameOfServer()).toBe('first');
    }
    files.replace({ cert, key });
    await eventually(async () => expect(await nameOfServer()).toBe('second'));
  });
});

describe.each(SERVERS)('%s refuses to start', (_, open) => {
  const first = selfSigned('first');

  it.each([
    [
      'a certificate that is not there',
      { certFile: '/nowhere/tls.crt' },
      first,
      'GATEWAY_TLS_CERT_FILE=/nowhere',
    ],
    ['a key that is not there', { keyFile: '/nowhere/tls.key' }, first, 'GATEWAY_TLS_KEY_FILE=/nowhere'],
    ['a certificate that is none', {}, { ...first, cert: 'rubbish' }, 'GATEWAY_TLS_CERT_FILE='],
    ['a key that is none', {}, { ...first, key: 'rubbish' }, 'GATEWAY_TLS_KEY_FILE='],
    ['the key of another', {}, { ...first, key: selfSigned('x').key }, 'the key of GATEWAY_TLS_CERT_FILE'],
  ])('with %s, in one line', async (_what, paths, content, text) => {
    const files = new CertificateFiles('first');
    files.replace(content);
    const refused = SocketScenario.start(open, { tls: { ...files.settings, ...paths } });
    await expect(refused).rejects.toThrow(StartRefused);
    const message = await refused.catch((error: unknown) => (error as Error).message);
    expect(message).toContain(text);
    expect(message).not.toContain('\n');
    files.remove();
  });
});
