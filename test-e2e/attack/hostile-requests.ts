const JSON_HEAD = 'Content-Type: application/json';

function get(target: string, ...headers: readonly string[]): string {
  return [`GET ${target} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n');
}

function post(path: string, body: string, ...headers: readonly string[]): string {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return [`POST ${path} HTTP/1.1`, 'Host: x', length, ...headers, '', body].join('\r\n');
}

/** What a stranger sends to any port, by what it tries. */
export const HOSTILE_REQUESTS: readonly (readonly [string, string])[] = [
  ['a target of 15 kB', get(`/${'a'.repeat(15_000)}`)],
  ['a target of 100 kB', get(`/${'a'.repeat(100_000)}`)],
  ['15 kB of headers', get('/', `X-Long: ${'x'.repeat(15_000)}`)],
  ['a thousand headers', get('/', ...Array.from({ length: 1_000 }, (_, n) => `X-${n}: y`))],
  ['a path out of the folder', get('/demo/../../../../etc/passwd')],
  ['an escaped path out of the folder', get('/demo/%2e%2e%2f%2e%2e%2fpackage.json')],
  ['a path escaped twice', get('/docs/api/%252e%252e%252fpackage.json')],
  ['backslashes', get('/demo/..\\..\\package.json')],
  ['NUL in a path', get('/demo/%00')],
  ['escapes that are none', get('/api/%zz/%c3%28/%')],
  ['a name of an object', get('/demo/__proto__')],
  ['a whole URL', get('http://evil.example/docs/api')],
  ['a host in the path', get('//evil.example/docs/api')],
  ['numbers that are none', get('/api/demo/asset/0x4?per_page=1e300&page=9223372036854775808')],
  [
    'other prototypes',
    post('/oauth/token', '{"__proto__":{"a":1},"constructor":{"prototype":{}}}', JSON_HEAD),
  ],
  ['deep JSON', post('/broadcasting/auth', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, JSON_HEAD)],
  ['a body that is not gzip', post('/oauth/token', 'plain', JSON_HEAD, 'Content-Encoding: gzip')],
  ['an unknown compression', post('/oauth/token', 'plain', JSON_HEAD, 'Content-Encoding: zstd')],
  ['an unknown method', get('/').replace('GET', 'BREW')],
  ['a tunnel', get('evil.example:443').replace('GET', 'CONNECT')],
  ['HTTP of another version', get('/').replace('HTTP/1.1', 'HTTP/9.9')],
  ['the first request of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['TLS', '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03'],
  ['two lengths', post('/oauth/token', '12', 'Content-Length: 1')],
  ['a length that is none', get('/', 'Content-Length: -1')],
  ['a coding that is none', get('/', 'Transfer-Encoding: xchunked')],
  ['chunks that are none', `${get('/', 'Transfer-Encoding: chunked')}zz\r\n`],
  ['an upgrade to nothing', get('/', 'Connection: Upgrade', 'Upgrade: nothing')],
  ['an upgrade without a key', get('/app/x', 'Connection: Upgrade', 'Upgrade: websocket')],
  ['line breaks only', '\r\n'.repeat(1_000)],
  ['zeros', '\0'.repeat(1_000)],
];
