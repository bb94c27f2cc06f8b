import type { TrackerSamples } from '../tracker-samples.testing';

const FIX_TIME_SECONDS = Date.UTC(2026, 5, 1, 12) / 1000;

export const samples: TrackerSamples = {
  devices: ['owntracks/anna/phone', 'owntracks/bert/phone'],
  http: { frames: (topic) => [request(topic, 0), request(topic, 1)] },
};

function request(topic: string, second: number): Buffer {
  const fix = { lat: 57.7, lon: 11.97, tst: FIX_TIME_SECONDS + second };
  const body = JSON.stringify({ _type: 'location', topic, tid: 'an', ...fix });
  return Buffer.from(`POST /pub HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
}
