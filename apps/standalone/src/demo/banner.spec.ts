import { renderUnicodeCompact } from 'uqr';
import { banner, type BannerPlace } from './banner';

const link = { uuid: '7c9e6679-7425-40de-944b-e07fc1f90ae7', url: 'http://localhost:8080/t/7c9e6679' };

describe('the banner', () => {
  const text = (trackers: Record<string, number>, place: Partial<BannerPlace> = {}) =>
    banner(
      {
        api: 'http://localhost:8080',
        ws: { host: 'localhost', port: 6001, tls: false },
        accountKey: 'demo',
        user: { email: 'owner@demo.example', password: 'secret' },
        oauth: { clientId: 'id', clientSecret: 'secret' },
        app: { id: 'live', key: 'key' },
        assets: [1],
        links: {
          public: link,
          email: link,
          email_code: link,
          authorized_only: link,
          authorized_only_code: link,
        },
        trackers,
      },
      { vehicles: 12, token: 'token', lanAddress: undefined, isTerminal: false, ...place },
    );

  it('names the ports that are open', () => {
    expect(text({ teltonika: 15027, osmand: 15055 })).toMatch(
      /streams 12 vehicles[^]*Trackers +teltonika 15027, osmand 15055\n[^]*curl 'localhost:15055\//,
    );
  });

  it('promises no vehicles without the port that they report to', () => {
    expect(text({ osmand: 5055 })).toMatch(/without its demo vehicles[^]*curl/);
    expect(text({ osmand: 5055 })).not.toMatch(/streams/);
  });

  it('shows a phone the way to the public link, with a code where somebody looks', () => {
    const lanAddress = '192.168.1.20';
    const url = 'http://192.168.1.20:8080/t/7c9e6679';
    expect(text({})).not.toMatch(/on a phone|█/);
    expect(text({}, { lanAddress })).toContain(`on a phone in the same network:\n\n  ${url}\n`);
    expect(text({}, { lanAddress })).not.toContain('█');
    const [line = ''] = renderUnicodeCompact(url, { border: 2 }).split('\n').slice(3);
    expect(text({}, { lanAddress, isTerminal: true })).toContain(line);
  });

  it('shows no request to a port that is not open', () => {
    expect(text({ teltonika: 5027 })).not.toMatch(/phone|curl 'localhost/);
    expect(text({})).toMatch(/Trackers +none/);
  });
});
