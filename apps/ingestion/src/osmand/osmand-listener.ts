import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { TrackerRecord } from '@yipii/domain';
import { decodeRequest } from '@yipii/protocol';
import type { ConnectionLimits } from '../devices/connection-limits';
import type { DeviceDesk } from '../devices/device-desk';
import type { Source } from '../devices/journal';
import { OSMAND, type IngestionConfig } from '../ingestion.config';

const MAX_BODY_BYTES = 64 * 1024;
const REQUEST_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 60_000;

/** An answer; a device takes any but 200 for «keep it and try again». */
interface Answer {
  readonly status: 200 | 400 | 405 | 413 | 503;
  readonly text?: string;
}

/**
 * Phones and scripts over HTTP, in OsmAnd's form: GET or POST with a query, a form or JSON. 200 says that
 * the report is durable; 400 that it is none, or that nobody has registered the device; 503 that it could
 * not be stored now.
 */
export class OsmandListener {
  readonly server: Server;
  readonly name = OSMAND;
  private readonly sources = new WeakMap<Socket, Source>();
  /** Once it listens no more: when the last connection has ended. */
  private closed: Promise<void> | undefined;

  constructor(
    private readonly config: IngestionConfig,
    private readonly desk: DeviceDesk,
    private readonly limits: ConnectionLimits,
  ) {
    const timeouts = { headersTimeout: REQUEST_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS };
    this.server = createServer({ ...timeouts, keepAliveTimeout: KEEP_ALIVE_MS, maxHeaderSize: 8_192 });
    this.server.on('connection', (socket: Socket) => this.take(socket));
    this.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.serve(request, response);
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Node's own timeouts do it. */
  checkTimes(): void {}

  stopListening(): void {
    this.closed = new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** Resolves when every running request has its answer. */
  async drain(): Promise<void> {
    await this.closed;
  }

  private take(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const refusal = this.limits.enter(address);
    if (refusal) {
      this.desk.journal.refused(this.name, refusal);
      socket.destroy();
      return;
    }
    const source = { protocol: this.name, peer: `${address}:${socket.remotePort ?? 0}` };
    this.sources.set(socket, source);
    this.desk.journal.connected(source);
    socket.on('close', () => {
      this.limits.leave(address);
      this.desk.journal.disconnected(source);
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const source = this.sources.get(request.socket) ?? { protocol: this.name, peer: '' };
    try {
      const { status, text = '' } = await this.answerTo(request, source);
      const headers = {
        'content-length': Buffer.byteLength(text),
        ...(text !== '' && { 'content-type': 'text/plain; charset=utf-8' }),
        ...(status === 503 && { 'retry-after': '5' }),
        ...((this.closed !== undefined || status === 413) && { connection: 'close' }),
      };
      response.writeHead(status, headers).end(text);
    } catch {
      // The device has hung up in mid-request.
      response.destroy();
    }
  }

  private async answerTo(request: IncomingMessage, source: Source): Promise<Answer> {
    if (request.method !== 'GET' && request.method !== 'POST') return { status: 405 };
    const body = await readBody(request);
    if (body === null) return this.refuse(source, 'body_too_long', 413);
    const receivedAt = this.desk.clock.now();
    const { url = '' } = request;
    const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
    const report = decodeRequest({ query, body }, receivedAt);
    if ('refusal' in report) return this.refuse(source, report.refusal.code, 400, report.refusal.message);
    for (const warning of report.warnings) this.desk.journal.warned(source, warning);
    try {
      return await this.store(source, { ...report, receivedAt });
    } catch (error) {
      this.desk.journal.givenUp(source, 'not_durable', String(error));
      return { status: 503, text: 'It can not be stored now; keep it and try again.\n' };
    }
  }

  private async store(source: Source, { deviceId, records, answer, receivedAt }: Report): Promise<Answer> {
    const { acceptPositions, admitDevice, clock, journal } = this.desk;
    if (!(await admitDevice.isRegistered([deviceId], this.name)))
      return this.refuse(source, 'unknown_device', 400, 'This device is not registered.');
    const report = { uniqueIds: [deviceId], protocol: this.name, receivedAt, records };
    const { durable } = await acceptPositions.run(report);
    await within(this.config.ackTimeoutMs, durable);
    journal.acknowledged(source, records.length, (clock.now() - receivedAt) / 1000);
    return { status: 200, text: answer };
  }

  private refuse(source: Source, reason: string, status: 400 | 413 = 400, text = reason): Answer {
    this.desk.journal.warned(source, { reason });
    return { status, text: `${text}\n` };
  }
}

interface Report {
  readonly deviceId: string;
  readonly records: readonly TrackerRecord[];
  readonly answer: string;
  readonly receivedAt: number;
}

/** The body as text, or null where it is too long. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function within(ms: number, work: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not durable within ${ms} ms`)), ms);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
