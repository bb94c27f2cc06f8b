import { isSameOrigin } from './same-origin';

describe('a request of the same origin', () => {
  const publicUrl = 'https://fleet.example';

  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ 'sec-fetch-site': 'same-site', origin: publicUrl }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{}, true],
    [{ origin: publicUrl }, true],
    [{ origin: 'http://192.168.1.5:8080', host: '192.168.1.5:8080' }, true],
    [{ origin: 'http://192.168.1.5:8081', host: '192.168.1.5:8080' }, false],
    [{ origin: 'https://evil.example', host: 'fleet.example' }, false],
    [{ origin: 'null', host: 'fleet.example' }, false],
    [{ origin: 'null' }, false],
  ])('%j: %s', (headers, expected) => {
    expect(isSameOrigin(headers, publicUrl)).toBe(expected);
  });
});
