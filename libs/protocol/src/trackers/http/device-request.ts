import type { DeviceAnswer } from '../tracker-device';

/** A request with a JSON body on a connection that stays open. */
export function jsonRequest(target: string, body: string): Buffer {
  const head = [
    `POST ${target} HTTP/1.1`,
    'host: localhost',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** All records are accepted by a status of 200, and none by another. */
export function readJsonResponse(received: Buffer, records: number): DeviceAnswer<number> | undefined {
  const headLength = received.indexOf('\r\n\r\n') + 4;
  if (headLength < 4) return undefined;
  const head = received.toString('latin1', 0, headLength);
  const length = headLength + Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  if (received.length < length) return undefined;
  return { value: head.startsWith('HTTP/1.1 200 ') ? records : 0, length };
}
