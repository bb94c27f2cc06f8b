import { eventually, freePort } from '@yipii/testing';
import { DemoApp } from '../support/demo-app';

const IMEI = '356307042441013';
/** A place on a street of the demo's town. */
export const AVENYN = { lat: 57.7003, lng: 11.9735 };
/** It drives in a circle, in degrees, 30 m from one report to the next: no farther than a vehicle could in a second. */
const CIRCLE = { lat: 0.0014, lng: 0.0026, steps: 30 };

/** What no viewer may ever read. */
export const SECRETS = ['Secret truck', 'SEC-RET-1', 'Secret order', 'secret-reference', IMEI];

/** Standalone, with a vehicle of the test's own that reports where it is told to. */
export class FollowedVehicle {
  assetId = 0;
  private reportedAt = 0;

  private constructor(readonly app: DemoApp) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<FollowedVehicle> {
    const ports = { API_PORT: String(await freePort()), GATEWAY_PORT: String(await freePort()) };
    const app = await DemoApp.start({
      ...ports,
      INGESTION_PORTS: `teltonika:0,osmand:${await freePort()}`,
      ...{ LINK_VERIFICATIONS_PER_MINUTE: '0', LINK_REQUESTS_PER_MINUTE: '0' },
      ...env,
    });
    const vehicle = new FollowedVehicle(app);
    await vehicle.register();
    return vehicle;
  }

  get api(): string {
    return this.app.address.api.replace('127.0.0.1', 'localhost');
  }

  /** Ends the process and starts it again, on the same data and ports. */
  restart(): Promise<void> {
    return this.app.restart();
  }

  stop(): Promise<void> {
    return this.app.stop();
  }

  async rest<T = Record<string, unknown>>(method: string, path: string, body?: object): Promise<T> {
    return (await this.call<{ data: T }>(method, path, body)).data;
  }

  /** It drives on and reports; false where it has just done so. */
  async drive(fields: object = {}): Promise<boolean> {
    const now = Math.floor(Date.now() / 1_000);
    // Fixes of the same second are one.
    const at = Math.max(now, this.reportedAt + 1);
    if (at > now + 1) return false;
    this.reportedAt = at;
    const angle = (at / CIRCLE.steps) * 2 * Math.PI;
    const lat = AVENYN.lat + CIRCLE.lat * Math.sin(angle);
    const lng = AVENYN.lng + CIRCLE.lng * Math.cos(angle);
    const query = new URLSearchParams({
      // Knots, as fast as it goes round: where a report contradicts its own speed, it is doubted.
      ...{ id: IMEI, lat: String(lat), lon: String(lng), speed: '60', bearing: '90' },
      ...{ timestamp: String(at), ...fields },
    });
    const port = this.app.demo.trackers.osmand;
    const { status } = await fetch(`http://127.0.0.1:${port}/?${query.toString()}`, { method: 'POST' });
    if (status !== 200) throw new Error(`The report was refused with ${status}`);
    return true;
  }

  /** Epoch ms of the newest fix. */
  get fixedAt(): number {
    return this.reportedAt * 1_000;
  }

  /** Returns the uuid of a new link that follows the vehicle. */
  async link(fields: object = {}): Promise<string> {
    const { uuid } = await this.rest<{ uuid: string }>('POST', 'tracking-link', {
      ...{ name: 'Secret order', reference: 'secret-reference', access_mode: 'public' },
      ...{ subject: { type: 'asset', asset_id: this.assetId }, ...fields },
    });
    return uuid;
  }

  route(): Promise<{ id: number }> {
    const stops = [{ name: 'Door', ...AVENYN }];
    return this.rest('POST', 'route', { name: 'Secret order', asset_id: this.assetId, stops });
  }

  /** What the event feed tells after a cursor, as JSON, and the next cursor; without one from now on. */
  async events(after?: string): Promise<{ events: string; next: string }> {
    const query = after === undefined ? '' : `?after=${after}&types=link.opened`;
    const { data, meta } = await this.call<{ data: object[]; meta: { next_cursor: string } }>(
      'GET',
      `event${query}`,
    );
    return { events: JSON.stringify(data), next: meta.next_cursor };
  }

  /** The code of the newest mail, which standalone prints where there is no mail server. */
  code(email: string, before: number): Promise<string> {
    return eventually(() => {
      const subjects = this.app.lines.slice(before).filter((line) => line.startsWith(`Mail to ${email}: `));
      const code = /: (\d{6}) /.exec(subjects.at(-1) ?? '')?.[1];
      if (code === undefined) throw new Error('No mail yet');
      return code;
    });
  }

  get printed(): number {
    return this.app.lines.length;
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${this.app.address.token}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`${this.app.address.api}/api/demo/${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text || '{}') as T;
  }

  private async register(): Promise<void> {
    const asset = { name: 'Secret truck', plate: 'SEC-RET-1' };
    this.assetId = (await this.rest<{ id: number }>('POST', 'asset', asset)).id;
    await this.rest('POST', 'device', { unique_id: IMEI, protocol: 'osmand', asset_id: this.assetId });
    await eventually(async () => {
      await this.drive();
      await this.rest('GET', `asset/${this.assetId}/location`);
    });
  }
}
