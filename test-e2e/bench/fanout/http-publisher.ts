import { bodyMd5, hmac, httpAuthText } from '@yipii/protocol';
import { RawHttp } from '../../support/raw-http';
import { paced } from '../pace';
import type { PublishLoad } from './bare-uws.program';
import { BENCH_APP, messageData } from './frames';

/** A customer's server that triggers events by the signed HTTP API, on kept connections, as many as are needed at once. */
export class HttpPublisher {
  private readonly idle: RawHttp[] = [];

  constructor(private readonly port: number) {}

  /** Resolves with how many were triggered, once all are answered. @throws if one is refused */
  async publish({ channels, phase, ...pace }: PublishLoad): Promise<number> {
    const calls: Promise<void>[] = [];
    const count = await paced(pace, (n) => {
      calls.push(this.trigger(channels[n % channels.length] ?? '', phase, messageData(n)));
    });
    await Promise.all(calls);
    return count;
  }

  end(): void {
    for (const connection of this.idle) connection.cut();
  }

  private kept(): RawHttp | undefined {
    let connection = this.idle.pop();
    while (connection && !connection.isUsable) connection = this.idle.pop();
    return connection;
  }

  private async trigger(channel: string, name: string, data: string): Promise<void> {
    const connection = this.kept() ?? new RawHttp(this.port);
    const answer = await connection.call([Buffer.from(signedCall({ channel, name, data }))]);
    if (answer?.status !== 200)
      throw new Error(`not triggered: ${answer?.status ?? 0} ${answer?.body ?? ''}`);
    if (answer.keepsAlive) this.idle.push(connection);
    else connection.cut();
  }
}

function signedCall(event: { channel: string; name: string; data: string }): string {
  const body = JSON.stringify(event);
  const path = `/apps/${BENCH_APP.id}/events`;
  const query = new URLSearchParams({
    auth_key: BENCH_APP.key,
    auth_timestamp: String(Math.floor(Date.now() / 1_000)),
    auth_version: '1.0',
    body_md5: bodyMd5(Buffer.from(body)),
  });
  query.set('auth_signature', hmac(BENCH_APP.secret, httpAuthText('POST', path, query)));
  return [
    `POST ${path}?${query.toString()} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
