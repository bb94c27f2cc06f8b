import { isOriginAllowed } from './origin-allowed';

const allows = (pattern: string, origin: string): boolean =>
  isOriginAllowed({ allowedOrigins: [pattern] }, origin);

describe('the origins of an app', () => {
  it('are all, where it names none', () => {
    expect(isOriginAllowed({ allowedOrigins: [] }, 'https://anywhere.example')).toBe(true);
  });

  it('admit clients without one, which are no browsers', () => {
    expect(allows('https://app.example', '')).toBe(true);
  });

  it.each([
    ['https://app.example', 'https://app.example'],
    ['https://app.example', 'HTTPS://App.Example'],
    ['https://*.example', 'https://a.example'],
    ['https://*.example', 'https://a.b.example'],
    ['https://app-*.example:*', 'https://app-7.example:8443'],
    ['*://app.example', 'capacitor://app.example'],
    ['app.example', 'http://app.example'],
    ['app.example', 'https://app.example'],
    ['localhost:3000', 'http://localhost:3000'],
    ['localhost:*', 'http://localhost:5173'],
    ['[::1]:*', 'http://[::1]:80'],
    ['*', 'https://anywhere.example:1'],
    ['*', 'null'],
    ['null', 'null'],
  ])('%s lets %s in', (pattern, origin) => expect(allows(pattern, origin)).toBe(true));

  it.each([
    ['https://app.example', 'http://app.example'],
    ['https://app.example', 'https://app.example.evil.com'],
    ['https://app.example', 'https://xapp.example'],
    ['https://app.example', 'https://app-example'],
    ['https://app.example', 'https://app.example:8443'],
    ['https://app.example', 'null'],
    ['https://*.example', 'https://.example'],
    ['https://*.example', 'https://example'],
    ['https://*.example', 'https://evil.com/.example'],
    ['*.example', 'https://evil.com/.example'],
    ['*.example', 'https://a.example.evil.com'],
    ['app.example', 'https://app.example:8443'],
    ['app.example', 'app.example/'],
    ['https://a*a.example', 'https://a.example'],
    ['*a*b*', 'https://xbxax'],
    ['https://(a|b)+.example', 'https://a.example'],
    ['[a-z].example', 'https://a.example'],
    ['*', `https://${'a'.repeat(300)}`],
  ])('%s keeps %s out', (pattern, origin) => expect(allows(pattern, origin)).toBe(false));

  it('are any of several', () => {
    const app = { allowedOrigins: ['https://a.example', '*.b.example'] };
    const origins = ['https://a.example', 'http://x.b.example', 'https://c.example'];
    expect(origins.map((origin) => isOriginAllowed(app, origin))).toEqual([true, true, false]);
  });
});
