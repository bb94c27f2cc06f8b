import { TrackerStream, type StreamStep } from '../tracker-stream';
import { trackerProtocol } from '../tracker-protocols';

const TARGET = '/?id=p&lat=1&lon=2&timestamp=1700000000';
const BODY = 'id=p&lat=1&lon=2&timestamp=1700000000';

function read(...texts: readonly string[]): StreamStep[] {
  return readChunks(texts.map((text) => Buffer.from(text)));
}

function readChunks(chunks: readonly Buffer[]): StreamStep[] {
  const stream = new TrackerStream(trackerProtocol('osmand'), 'http');
  const steps: StreamStep[] = [];
  for (const chunk of chunks) {
    stream.push(chunk);
    for (let step = stream.next(0); step; step = stream.next(0)) steps.push(step);
  }
  return steps;
}

function byByte(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  return Array.from(bytes.keys(), (at) => bytes.subarray(at, at + 1));
}

function replies(steps: readonly StreamStep[]): string[] {
  return steps.flatMap((step) => {
    if ('end' in step) return [String(step.reply)];
    if (!('result' in step)) return [];
    return step.result.replies
      .filter(({ when }) => when === 'now' || when === 'after-durable')
      .map(({ bytes }) => String(bytes));
  });
}

function statuses(steps: readonly StreamStep[]): string[] {
  return replies(steps).map((reply) => reply.split(' ')[1] ?? '');
}

describe('HTTP as small devices send it', () => {
  it.each([
    ['without a Host header', `GET ${TARGET} HTTP/1.1\r\n\r\n`],
    ['with lines that end with LF only', `GET ${TARGET} HTTP/1.1\nHost: x\n\n`],
    ['with a space in the query', `GET ${TARGET}&note=a b HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['in HTTP/1.0', `GET ${TARGET} HTTP/1.0\r\n\r\n`],
    ['behind empty lines', `\r\n\r\nGET ${TARGET} HTTP/1.1\r\n\r\n`],
    ['as a form', `POST / HTTP/1.1\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`],
    [
      'in chunks',
      `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n${BODY.slice(0, 5)}\r\n` +
        `${(BODY.length - 5).toString(16)};x=y\r\n${BODY.slice(5)}\r\n0\r\nTrailer: 1\r\n\r\n`,
    ],
    ['with text beyond ASCII', `GET ${TARGET}&note=é HTTP/1.1\r\n\r\n`],
  ])('is read %s', (_, request) => {
    const steps = read(request);
    expect(statuses(steps)).toEqual(['200']);
    expect(steps[0]).toMatchObject({
      result: { reports: [{ deviceIds: ['p'], records: [{ lat: 1, lng: 2 }] }] },
    });
    expect(readChunks(byByte(request))).toEqual(steps);
  });

  it.each([
    ['bad_request_line', '400', 'GET /\r\n\r\n'],
    ['bad_request_line', '400', '\x16\x03\x01\x02\x00\x01\r\n\r\n'],
    ['bad_header', '400', `GET ${TARGET} HTTP/1.1\r\nno header\r\n\r\n`],
    ['bad_content_length', '400', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    ['bad_content_length', '400', 'POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n'],
    [
      'bad_transfer_encoding',
      '400',
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n',
    ],
    ['bad_chunk', '400', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
    ['too_many_headers', '400', `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(101)}\r\n`],
    ['head_too_long', '431', `GET /${'x'.repeat(9_000)} HTTP/1.1\r\n\r\n`],
    ['body_too_long', '413', 'POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n'],
    [
      'body_too_long',
      '413',
      `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(30_000)}`,
    ],
  ])('is refused with %s and %s, and the connection ends', (reason, status, request) => {
    const steps = read(request);
    expect(steps).toMatchObject([{ end: { reason } }]);
    expect(statuses(steps)).toEqual([status]);
    expect(replies(steps)[0]).toContain('connection: close');
    expect(readChunks(byByte(request))).toEqual(steps);
  });

  it('gets 405 for other methods, and keeps the connection', () => {
    expect(statuses(read('DELETE / HTTP/1.1\r\n\r\n', `GET ${TARGET} HTTP/1.1\r\n\r\n`))).toEqual([
      '405',
      '200',
    ]);
  });

  it('is told to send the body that it announced', () => {
    const head = `POST / HTTP/1.1\r\nContent-Length: ${BODY.length}\r\nExpect: 100-continue\r\n\r\n`;
    expect(statuses(read(head))).toEqual(['100']);
    expect(statuses(read(head + BODY))).toEqual(['100', '200']);
  });

  it.each([
    [`GET ${TARGET} HTTP/1.1\r\n\r\n`, undefined],
    [`GET ${TARGET} HTTP/1.1\r\nConnection: close\r\n\r\n`, true],
    [`GET ${TARGET} HTTP/1.0\r\n\r\n`, true],
    [`GET ${TARGET} HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n`, undefined],
  ])('ends the connection behind %j: %s', (request, end) => {
    expect(read(request)).toMatchObject([{ result: { end: end ?? false } }]);
  });
});
