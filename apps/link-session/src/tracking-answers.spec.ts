import { PublicAddresses } from './tracking-answers';

describe('the address of the WebSocket that viewers are told', () => {
  const told = (wsPublicUrl: string, own?: number) =>
    new PublicAddresses(
      { appKey: 'key', publicUrl: 'https://api.example.com', wsPublicUrl },
      { get: (name) => (name === 'websocket' ? own : undefined) },
    ).webSocket;

  it.each([
    ['wss://ws.example.com', 443, true],
    ['ws://ws.example.com', 80, false],
    ['ws://localhost:7001', 7001, false],
  ])('is the configured one: %s has port %i', (url, port, tls) => {
    expect(told(url, 51_234)).toMatchObject({ key: 'key', port, tls });
  });

  it('has the port on which this process listens, where nothing is configured', () => {
    expect(told('ws://localhost:6001', 51_234)).toMatchObject({ host: 'localhost', port: 51_234 });
    expect(told('ws://localhost:6001')).toMatchObject({ host: 'localhost', port: 6001 });
  });
});
