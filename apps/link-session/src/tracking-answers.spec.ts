import { PublicAddresses } from './tracking-answers';

describe('the addresses that viewers are told', () => {
  const addresses = (wsPublicUrl: string) =>
    new PublicAddresses(
      { appKey: 'key', publicUrl: 'https://api.example.com', wsPublicUrl },
      { get: (name) => (name === 'websocket' ? 51_234 : undefined) },
    );

  it.each([
    ['wss://ws.example.com', 443, true],
    ['ws://ws.example.com', 80, false],
    ['ws://localhost:6001', 6001, false],
    ['ws://localhost:0', 51_234, false],
  ])('are, of %s, port %i', (url, port, tls) => {
    expect(addresses(url).webSocket).toMatchObject({ key: 'key', port, tls });
  });
});
