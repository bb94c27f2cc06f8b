import { request } from 'node:http';
import type { AccessMode } from '@yipii/domain';
import { eventually } from '@yipii/testing';
import { Client } from 'pg';
import { callAsViewer, LinkViewer, RawViewer, type ViewerSession } from '../support/link-viewer';
import type { LinkStage } from './link-stage';

/** What no viewer may ever read. */
export const SECRETS = {
  ...{ name: 'Secret truck', plate: 'SEC-RET-1', driver: 'secret-driver', attribute: 'secret-attribute' },
  ...{ linkName: 'Secret order', reference: 'secret-reference', metadata: 'secret-metadata' },
  ...{ imei: '3563070424410', device: '127.0.0.88', viewer: '127.0.0.77' },
  ...{ brand: 'secret-brand', logo: 'secret-logo', zone: 'Secret zone', zoneReference: 'secret-zone' },
} as const;
/** Ids that are found wherever they are. */
const FIRST_ID = 7_777_000_000;
export const SECRET_IDS = /(?<!\d)7777\d{6}(?!\d)/g;

export interface Place {
  readonly lat: number;
  readonly lng: number;
}

/** How a link is opened. */
export interface Mode {
  readonly access_mode: AccessMode;
  readonly require_code?: boolean;
}

export interface SceneLink {
  readonly uuid: string;
  readonly mode: Mode;
  /** Whoever may follow it; absent where nobody is asked. */
  readonly email: string;
}

export interface SceneBrand {
  readonly id: string;
  readonly logo: { readonly url: string };
}

/** An account with vehicles and links, and their viewers. */
export class LinkScene {
  /** All bytes that viewers got by HTTP. */
  readonly answers: string[] = [];
  private readonly viewers: (LinkViewer | RawViewer)[] = [];
  private calls = 0;
  private people = 0;
  private vehicles = 0;

  private constructor(readonly stage: LinkStage) {}

  static async start(stage: LinkStage): Promise<LinkScene> {
    const owner = new Client({ connectionString: stage.databaseUrl });
    await owner.connect();
    const { rows } = await owner.query<{ name: string }>(
      `SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' AND data_type = 'bigint'::regtype`,
    );
    for (const [index, { name }] of rows.entries())
      await owner.query(`ALTER SEQUENCE ${name} RESTART WITH ${FIRST_ID + index * 1_000}`);
    await owner.end();
    return new LinkScene(stage);
  }

  /** Calls the API as the owner of the account. */
  async rest<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${this.stage.token}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`${this.stage.api}/api/${this.stage.account.key}/${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (JSON.parse(text || '{"data":null}') as { data: T }).data;
  }

  async vehicle(): Promise<Vehicle> {
    const number = ++this.vehicles;
    const asset = { name: `${SECRETS.name} ${number}`, plate: `${SECRETS.plate}${number}` };
    const { id } = await this.rest<{ id: number }>('POST', 'asset', asset);
    const unique_id = `${SECRETS.imei}${String(number).padStart(2, '0')}`;
    await this.rest('POST', 'device', { unique_id, protocol: 'osmand', asset_id: id });
    return new Vehicle(this.stage.api, id, unique_id);
  }

  async link(
    subject: object,
    mode: Mode = { access_mode: 'public' },
    fields: object = {},
  ): Promise<SceneLink> {
    const email = `viewer-${++this.people}@example.com`;
    const body = {
      ...{ name: SECRETS.linkName, reference: SECRETS.reference, metadata: { for: SECRETS.metadata } },
      ...{ display_name: 'Your delivery', subject, ...mode, ...fields },
      ...(mode.access_mode === 'authorized_only' && { allowed_emails: [email] }),
    };
    const { uuid } = await this.rest<{ uuid: string }>('POST', 'tracking-link', body);
    return { uuid, mode, email };
  }

  /** With a logo whose file says more than it shows. */
  async brand(): Promise<SceneBrand> {
    const brand = { name: 'Shown brand', external_id: SECRETS.brand, contact: { email: 'help@example.com' } };
    const { id } = await this.rest<SceneBrand>('POST', 'brand', {
      ...{ ...brand, embed_origins: ['https://shop.example.com'] },
    });
    const response = await fetch(`${this.stage.api}/api/${this.stage.account.key}/brand/${id}/logo`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${this.stage.token}`, 'content-type': 'image/svg+xml' },
      body: `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><title>${SECRETS.logo}</title>
        <rect width="8" height="8" fill="#0f766e"/></svg>`,
    });
    return ((await response.json()) as { data: SceneBrand }).data;
  }

  /** Around a place in which no viewer may see the vehicle. */
  privacyZone({ assetId }: Vehicle, place: Place): Promise<unknown> {
    const zone = { name: SECRETS.zone, external_id: SECRETS.zoneReference, asset_id: assetId };
    return this.rest('POST', 'privacy-zone', { ...zone, ...place, radius_m: 1_000 });
  }

  lastOf({ assetId }: Vehicle): Promise<unknown> {
    return this.rest('GET', `asset/${assetId}/location`);
  }

  patch({ uuid }: SceneLink, fields: object): Promise<unknown> {
    return this.rest('PATCH', `tracking-link/${uuid}`, fields);
  }

  /** Calls as a viewer. */
  call<T>(method: string, path: string, given: { token?: string; body?: object } = {}) {
    return this.open<T>(method, `/api/public/tracking/${path}`, given);
  }

  /** Opens whatever else somebody without an account gets to see. */
  page(path: string, method = 'GET') {
    return this.open(method, path);
  }

  /** Shows what the link asks for; a code comes by mail. */
  async verify({ uuid, mode, email }: SceneLink): Promise<ViewerSession> {
    const isAsked = mode.access_mode !== 'public';
    const path = `${uuid}/verify`;
    const first = await this.call<ViewerSession>('POST', path, isAsked ? { body: { email } } : {});
    if (first.status === 200) return first.body;
    expect(first.status).toBe(202);
    const code = await this.codeFor(email);
    const second = await this.call<ViewerSession>('POST', path, { body: { email, code } });
    expect(second.status).toBe(200);
    return second.body;
  }

  codeFor(email: string): Promise<string> {
    const newest = () => this.stage.mail.mailsTo(email).at(-1)?.subject ?? '';
    return eventually(() => {
      expect(newest()).toMatch(/^\d{6} /);
      return newest().slice(0, 6);
    });
  }

  /** By pusher-js, which calls the channel's authorisation. */
  watch(session: ViewerSession): LinkViewer {
    return this.keep(new LinkViewer(this.nextPort(), session, `${this.stage.api}/broadcasting/auth`));
  }

  /** By the token itself, as native clients do. */
  watchRaw(session: ViewerSession): RawViewer {
    return this.keep(new RawViewer(this.nextPort(), session));
  }

  /** All that viewers got so far: answers, events and frames, and mails. */
  get everything(): readonly string[] {
    const frames = this.viewers.flatMap((viewer) =>
      viewer instanceof RawViewer
        ? viewer.frames
        : [JSON.stringify(viewer.events), JSON.stringify(viewer.errors)],
    );
    const mails = this.stage.mail.taken.flatMap(({ source, subject, text, html }) => [
      ...[source, subject ?? '', text ?? '', html || ''],
    ]);
    return [...this.answers, ...frames, ...mails];
  }

  close(): void {
    for (const viewer of this.viewers) viewer.close();
  }

  private async open<T>(
    method: string,
    path: string,
    { token, body }: { token?: string; body?: object } = {},
  ) {
    const host = path.startsWith('/api/public/') ? this.nextPublicApi() : this.stage.api;
    const answer = await callAsViewer<T>(method, host + path, token, body);
    this.answers.push(answer.bytes);
    return answer;
  }

  private nextPublicApi(): string {
    const { publicApis } = this.stage;
    return publicApis[this.calls++ % publicApis.length] ?? '';
  }

  private nextPort(): number {
    const { wsPorts } = this.stage;
    return wsPorts[this.viewers.length % wsPorts.length] ?? 0;
  }

  private keep<V extends LinkViewer | RawViewer>(viewer: V): V {
    this.viewers.push(viewer);
    return viewer;
  }
}

const START_MS = 3_600_000;
const STEP_SECONDS = 20;

/** A vehicle whose device reports over HTTP, from an address of its own. */
export class Vehicle {
  private at = Math.floor((Date.now() - START_MS) / 1_000);
  private steps = 0;

  constructor(
    private readonly api: string,
    readonly assetId: number,
    private readonly imei: string,
  ) {}

  get subject(): object {
    return { type: 'asset', asset_id: this.assetId };
  }

  /** Reports once more, `seconds` later by its clock. */
  report({ lat, lng }: Place, { speed = 20, seconds = STEP_SECONDS } = {}): Promise<void> {
    return this.send({ lat, lng }, speed, (this.at += seconds));
  }

  /** Reports that it drives to and fro near a place, at some 10 km/h. */
  driveOn({ lat, lng }: Place): Promise<void> {
    this.steps += 1;
    return this.report({ lat: lat + Math.abs((this.steps % 20) - 10) / 2_000, lng });
  }

  /** Reports where it is now, by the real clock: it stands there with its engine off, or drives. */
  reportNow(place: Place, { speed = 0 } = {}): Promise<void> {
    this.at = Math.floor(Date.now() / 1_000);
    return this.send(place, speed, this.at, { ignition: speed > 0 });
  }

  private send({ lat, lng }: Place, speed: number, timestamp: number, readings = {}): Promise<void> {
    const fix = { id: this.imei, lat, lon: lng, speed, timestamp };
    const more = { driverUniqueId: SECRETS.driver, [`x${timestamp}`]: SECRETS.attribute, ...readings };
    const texts = Object.entries({ ...fix, ...more }).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    const query = new URLSearchParams(texts);
    return new Promise((resolve, reject) => {
      const url = `${this.api.replace('localhost', '127.0.0.1')}/osmand?${query.toString()}`;
      const call = request(url, { method: 'POST', localAddress: SECRETS.device }, (answer) => {
        answer.resume().on('end', () => {
          if (answer.statusCode === 200) resolve();
          else reject(new Error(`a report was answered with ${answer.statusCode}`));
        });
      });
      call.on('error', reject).end();
    });
  }
}
