import type { TrackerSamples } from '../tracker-samples.testing';

const FIX_TIME = '2026-06-01T12:00:00Z';

export const samples: TrackerSamples = {
  devices: ['phone-1', 'phone-2'],
  http: { frames: (id) => [query(id), json(id)] },
};

function query(id: string): Buffer {
  return Buffer.from(
    `GET /?id=${id}&lat=57.7&lon=11.97&timestamp=${FIX_TIME}&speed=10 HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  );
}

function json(id: string): Buffer {
  const coords = { latitude: 57.7, longitude: 11.97, speed: 5 };
  const body = JSON.stringify({ device_id: id, location: { timestamp: FIX_TIME, coords } });
  const head = `POST / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.from(head + body);
}
