import type { Socket } from 'node:net';
import express, { type Request } from 'express';
import fc from 'fast-check';
import { clientOf } from './client-address';
import { parseAddress } from '@yipii/platform';
import { TrustedProxies } from './trusted-proxies';

const SEED = 20_260_101;

interface ProxiedRequest {
  readonly peer?: string;
  readonly forwardedFor?: string;
  readonly proto?: string;
  readonly isSecure?: boolean;
}

function aRequest({
  peer = '10.0.0.1',
  forwardedFor = '',
  proto = '',
  isSecure = false,
}: ProxiedRequest = {}) {
  const headers = { 'x-forwarded-for': forwardedFor, 'x-forwarded-proto': proto };
  return { remoteAddress: peer, isSecure, headers };
}

const trusting = (...list: string[]): TrustedProxies => TrustedProxies.parse(list);
const addressOf = (given: ProxiedRequest, ...list: string[]): string =>
  clientOf(aRequest(given), trusting(...list)).address;

describe('the client of a request', () => {
  it('is the peer, whatever the headers say, where the peer is not trusted', () => {
    const given = { peer: '203.0.113.7', forwardedFor: '198.51.100.1', proto: 'https' };
    expect(clientOf(aRequest(given), trusting('10.0.0.0/8'))).toEqual({
      address: '203.0.113.7',
      limitKey: '203.0.113.7',
      isSecure: false,
      isPublic: true,
    });
    expect(addressOf({ forwardedFor: '198.51.100.1' })).toBe('10.0.0.1');
  });

  it('is the first address from the right that is not a trusted proxy', () => {
    const forwardedFor = '6.6.6.6, 198.51.100.1, 10.2.2.2,10.3.3.3';
    expect(addressOf({ forwardedFor }, '10.0.0.0/8')).toBe('198.51.100.1');
    expect(addressOf({ forwardedFor: '10.4.4.4, 10.2.2.2' }, '10.0.0.0/8')).toBe('10.4.4.4');
    expect(addressOf({ forwardedFor: ' , ' }, '10.0.0.0/8')).toBe('10.0.0.1');
  });

  it.each([
    'unknown',
    '198.51.100.1:4711',
    '_hidden',
    '1.2.3.4.5',
    '[2001:db8::1]',
    '256.1.1.1',
    '64:ff9b::1.2.3.4',
    '0x7f.1',
  ])('is the last good one before %s', (garbage) => {
    expect(addressOf({ forwardedFor: `6.6.6.6, ${garbage}, 10.2.2.2` }, '10.0.0.0/8')).toBe('10.2.2.2');
  });

  it('counts as its IPv4 address where that is mapped into IPv6', () => {
    for (const peer of [
      '203.0.113.7',
      '::ffff:203.0.113.7',
      '0000:0000:0000:0000:0000:ffff:cb00:7107',
      '::FFFF:cb00:7107',
    ])
      expect(clientOf(aRequest({ peer }), trusting()).limitKey).toBe('203.0.113.7');
    expect(addressOf({ peer: '::ffff:10.1.1.1', forwardedFor: '::ffff:1.2.3.4' }, '10.0.0.0/8')).toBe(
      '1.2.3.4',
    );
  });

  it('counts by the /64 where it is IPv6, however it is written', () => {
    const keyOf = (peer: string): string => clientOf(aRequest({ peer }), trusting()).limitKey;
    expect(keyOf('2001:db8:1:2::1')).toBe('2001:db8:1:2::/64');
    expect(keyOf('2001:0DB8:1:2:ffff:ffff:ffff:ffff')).toBe('2001:db8:1:2::/64');
    expect(keyOf('2001:db8:1:3::1')).toBe('2001:db8:1:3::/64');
    expect(keyOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
    expect(keyOf('::1')).toBe('0:0:0:0::/64');
    expect(keyOf('64:ff9b::102:304')).toBe('64:ff9b:0:0::/64');
  });

  it('of a connection that is already gone counts together with all others like it', () => {
    expect(clientOf(aRequest({ peer: '' }), trusting('loopback')).limitKey).toBe('0.0.0.0');
  });

  it.each([
    ['https', false, true],
    ['HTTPS', false, true],
    ['wss', false, true],
    ['https, http', false, true],
    ['http', true, false],
    ['ws', true, false],
    ['', true, true],
    ['', false, false],
  ])('through a proxy that says %p over TLS %p is secure: %p', (proto, isSecure, expected) => {
    expect(clientOf(aRequest({ proto, isSecure }), trusting('uniquelocal')).isSecure).toBe(expected);
  });

  it('is the one that Express finds for the API with the same TRUSTED_PROXIES', () => {
    const part = fc.constantFrom(0, 1, 10, 127, 128, 168, 192, 255);
    const ipv4 = fc.tuple(fc.constantFrom(10, 11, 127, 169, 172, 192, 203), part, part, part);
    const dotted = ipv4.map((parts) => parts.join('.'));
    const prefix = fc.constantFrom('2001:db8:', 'fd00:', 'fe80:', 'fe90:', '2001:db8:0:1:');
    const ipv6 = fc.tuple(prefix, fc.nat(0xffff)).map(([start, last]) => `${start}:${last.toString(16)}`);
    const address = fc.oneof(
      dotted,
      ipv6,
      fc.constant('::1'),
      dotted.map((text) => `::ffff:${text}`),
    );
    const network = fc.oneof(
      fc.constantFrom(
        'loopback',
        'linklocal',
        'uniquelocal',
        '2001:db8::/32',
        'fe80::/12',
        '::ffff:10.0.0.0/104',
      ),
      fc.constantFrom('10.0.0.0/255.0.0.0', '192.168.0.0/255.255.128.0', '::ffff:127.0.0.1', '2001:db8::/64'),
      dotted,
      fc.tuple(dotted, fc.integer({ min: 1, max: 32 })).map(([text, bits]) => `${text}/${bits}`),
    );
    const hops = fc.array(address, { maxLength: 5 });
    fc.assert(
      fc.property(address, hops, fc.array(network, { maxLength: 4 }), (peer, chain, list) => {
        const given = { peer, forwardedFor: chain.join(', '), proto: 'https' };
        const { ip = '', secure } = expressRequest(given, list);
        const client = clientOf(aRequest(given), TrustedProxies.parse(list));
        expect([client.address, client.isSecure]).toEqual([parseAddress(ip), secure]);
      }),
      { seed: SEED, numRuns: 3_000 },
    );
  });
});

describe('a client', () => {
  it.each([
    ['8.8.8.8', '', true],
    ['10.0.0.1', '8.8.8.8', true],
    ['10.0.0.1', '192.168.1.5', false],
    ['192.168.1.5', '8.8.8.8', false],
  ])('from %s, which says %p, is at a public address: %p', (peer, forwardedFor, isPublic) => {
    expect(clientOf(aRequest({ peer, forwardedFor }), trusting('10.0.0.0/8')).isPublic).toBe(isPublic);
  });
});

describe('TRUSTED_PROXIES', () => {
  it.each(['10.0.0.0/0', '10.0.0.0/33', 'proxy.example', '10.0.0.0/', '10.0.0.0/x', '::/129', ''])(
    'is refused with %p',
    (entry) => {
      expect(() => TrustedProxies.parse([entry])).toThrow(`TRUSTED_PROXIES: ${entry} is not`);
    },
  );

  it('may be absent: then nobody is trusted', () => {
    expect(TrustedProxies.parse(undefined).includes('127.0.0.1')).toBe(false);
  });
});

function expressRequest(
  { peer = '', forwardedFor = '', proto = '' }: ProxiedRequest,
  list: readonly string[],
): Request {
  const app = express();
  app.set('trust proxy', list);
  const request = Object.create(app.request) as Request;
  request.socket = { remoteAddress: peer } as Socket;
  request.headers = { 'x-forwarded-for': forwardedFor, 'x-forwarded-proto': proto };
  return request;
}
