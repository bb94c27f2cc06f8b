import { PublicAddresses } from './public-addresses';

const PORTS: Readonly<Record<string, number>> = { api: 51_111, websocket: 52_222 };

function addresses(publicUrl: string, wsPublicUrl: string, ports = PORTS): PublicAddresses {
  return new PublicAddresses({ publicUrl, wsPublicUrl }, { get: (name) => ports[name] });
}

describe('the addresses that clients are told', () => {
  const unset = addresses('http://localhost:8080', 'ws://localhost:6001');

  it('have the ports on which this process listens, where nothing is configured', () => {
    expect(unset.urls).toEqual({ api: 'http://localhost:51111', webSocket: 'ws://localhost:52222' });
    expect(addresses('http://localhost:8080', 'ws://localhost:6001', {}).urls).toEqual({
      ...{ api: 'http://localhost:8080', webSocket: 'ws://localhost:6001' },
    });
  });

  it('are the configured ones otherwise, by whatever host somebody came', () => {
    const named = addresses('https://api.example.com/', 'wss://ws.example.com');
    const urls = { api: 'https://api.example.com', webSocket: 'wss://ws.example.com' };
    expect(named.urls).toEqual(urls);
    expect(named.reachedBy('192.168.1.7')).toEqual(urls);
    expect(addresses('http://localhost:9000', 'ws://localhost:7001').urls).toEqual({
      ...{ api: 'http://localhost:9000', webSocket: 'ws://localhost:7001' },
    });
  });

  it.each([
    ['192.168.1.7', '192.168.1.7'],
    ['10.0.0.2', '10.0.0.2'],
    ['127.0.0.2', '127.0.0.2'],
    ['[fd00::2]', '[fd00::2]'],
    ['evil.example', 'localhost'],
    ['8.8.8.8', 'localhost'],
    ['', 'localhost'],
  ])('for who came by %j are at %s', (host, told) => {
    expect(unset.reachedBy(host)).toEqual({
      ...{ api: `http://${told}:51111`, webSocket: `ws://${told}:52222` },
    });
  });
});
