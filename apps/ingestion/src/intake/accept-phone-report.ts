import type { PhoneAnswer, PhoneReport } from '@yipii/live';
import { osmand, takeSecret, type HttpRequest } from '@yipii/protocol';
import { DeliverFrame } from '../devices/deliver-frame';
import type { DeviceServices } from '../devices/device-services';

const PLAIN_TEXT = 'text/plain; charset=utf-8';

/** Accepts a phone's report received by the API, as the OsmAnd port would. */
export class AcceptPhoneReport {
  constructor(private readonly services: DeviceServices) {}

  /** Rejects if the records may not be durable. */
  async run(report: PhoneReport): Promise<PhoneAnswer> {
    const { clock, monitor } = this.services;
    const receivedAt = clock.now();
    const source = { protocol: osmand.name, address: report.address, peer: `${report.address}:0` };
    const { request, secret } = takeSecret(requestOf(report));
    const { reports, response, warnings, incomplete } = osmand.http.decode(request, {
      now: receivedAt,
      strictChecksum: osmand.strictChecksum,
    });
    for (const warning of warnings) monitor.warned(source, warning);
    const answer = { contentType: PLAIN_TEXT, body: '', ...response };
    if (reports.length === 0) return answer;
    const proven = secret === undefined ? reports : reports.map((one) => ({ ...one, secret }));
    const delivery = new DeliverFrame(source, this.services, false);
    try {
      const result = { reports: proven, replies: [], warnings, incomplete };
      const { verdict, reason, durable } = await delivery.run(request.body, result, receivedAt);
      await durable;
      if (verdict === 'accepted') return answer;
      monitor.warned(source, { reason: reason ?? 'not_registered' });
      return { status: 400, contentType: PLAIN_TEXT, body: 'This device is not registered.\n' };
    } finally {
      delivery.closed();
    }
  }
}

function requestOf({ method, query, authorization, body }: PhoneReport): HttpRequest {
  const headers = new Map(authorization === null ? [] : [['authorization', authorization]]);
  return { method, path: '/osmand', query, headers, body: Buffer.from(body) };
}
