import '../../map/trusted-types';
import { LatLngBounds } from 'leaflet';
import { connectFleet, type AssetStatus, type LocationUpdate } from '@yipii/client';
import Pusher from 'pusher-js';
import { Attribution } from '../../map/attribution';
import { CalmMap } from '../../map/calm-map';
import { ground } from '../../map/ground';
import { roundButton } from '../../map/round-button';
import { VehicleMarker } from '../../map/vehicle-marker';
import type { DemoTexts } from '../../messages/demo/messages';
import type { MarkerLook } from '../../track/describe';
import { el, setText } from '../../track/dom';
import { openSession, type DemoSession } from '../play/server';

const LOOKS = {
  moving: 'moving',
  idling: 'idling',
  stopped: 'stopped',
  offline: 'silent',
} as const satisfies Record<AssetStatus, MarkerLook>;
const EDGE_PX = 40;
const CLOSEST_ZOOM = 16;
/** As long as the demo's vehicles take from one report to the next. */
const GLIDE_MS = 3_000;

interface Shown {
  readonly marker: VehicleMarker;
  readonly row: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly speed: HTMLElement;
  position: LocationUpdate;
}

/** The fleet on the map and as a list. Its connection is its own, by the API's port, and not part of the log. */
export class FleetMap {
  readonly element: HTMLElement;
  private readonly container = el('div', { class: 'map', role: 'region', tabindex: '0' });
  private readonly list = el('ul', { class: 'vehicles' });
  private readonly attribution = new Attribution();
  private readonly map: CalmMap;
  private readonly shown = new Map<number, Shown>();
  private followed: number | null = null;
  private isPlaced = false;

  constructor(
    private readonly texts: DemoTexts,
    session: DemoSession,
    private readonly stateChanged: (isLive: boolean) => void,
  ) {
    this.container.setAttribute('aria-label', texts.map);
    const list = el('details', { class: 'fleet', open: true }, el('summary', {}, texts.vehicles), this.list);
    const frame = el('div', { class: 'map-frame' }, this.container, this.buttons(), this.attribution.element);
    this.element = el('div', { class: 'map-and-fleet' }, frame, list);
    this.map = new CalmMap(this.container);
    this.map.addLayer(ground((text) => this.attribution.add(text)));
    new ResizeObserver(() => this.resized()).observe(this.container);
    this.connect(session);
  }

  /** The newest position of a vehicle. */
  positionOf(assetId: number): LocationUpdate | null {
    return this.shown.get(assetId)?.position ?? null;
  }

  private connect({ key, accountKey }: DemoSession): void {
    const tls = location.protocol === 'https:';
    const port = Number(location.port) || (tls ? 443 : 80);
    const fleet = connectFleet({
      ...{ api: location.origin, account: accountKey, Pusher },
      token: async () => (await openSession()).token,
      webSocket: { key, host: location.hostname, port, tls },
    });
    fleet.on('position', (position) => this.show(position));
    fleet.on('status', ({ assetId, status }) => {
      const vehicle = this.shown.get(assetId);
      if (vehicle) this.show({ ...vehicle.position, status });
    });
    fleet.on('state', (state) => this.stateChanged(state === 'live'));
  }

  private show(position: LocationUpdate): void {
    const vehicle = this.shown.get(position.assetId) ?? this.add(position);
    vehicle.position = position;
    vehicle.marker.moveTo(position, GLIDE_MS);
    vehicle.marker.look(LOOKS[position.status], position.heading);
    vehicle.row.dataset.status = position.status;
    setText(vehicle.speed, this.describe(position));
    if (this.followed === position.assetId) this.map.panTo(position);
  }

  private describe({ status, speed }: LocationUpdate): string {
    const word = this.texts.status[status];
    return status === 'moving' && speed !== null ? `${word} · ${Math.round(speed)} km/h` : word;
  }

  private add(position: LocationUpdate): Shown {
    const { assetId, name } = position;
    const speed = el('span', { class: 'speed' });
    const click = () => this.follow(assetId);
    const button = el('button', { type: 'button', 'aria-pressed': 'false', click }, name, speed);
    const row = el('li', {}, button);
    this.list.append(row);
    const marker = new VehicleMarker(position, name);
    const vehicle: Shown = { marker, row, button, speed, position };
    this.shown.set(assetId, vehicle);
    if (!this.isPlaced) this.map.setView(position, CLOSEST_ZOOM - 3, { animate: false });
    marker.marker.addTo(this.map);
    this.fit();
    return vehicle;
  }

  /** All of them, until somebody looks at one. */
  private fit(): void {
    if (this.followed !== null || this.container.clientWidth === 0) return;
    const spots = [...this.shown.values()].map(({ position }) => position);
    const bounds = new LatLngBounds(spots.map(({ lat, lng }) => [lat, lng]));
    this.isPlaced = true;
    this.map.fitBounds(bounds, { padding: [EDGE_PX, EDGE_PX], maxZoom: CLOSEST_ZOOM, animate: false });
  }

  private resized(): void {
    this.map.invalidateSize({ pan: false });
    if (this.shown.size > 0 && this.container.clientWidth > 0) this.fit();
  }

  /** A second click lets it go. */
  private follow(assetId: number): void {
    this.followed = this.followed === assetId ? null : assetId;
    for (const [id, { button }] of this.shown)
      button.setAttribute('aria-pressed', String(id === this.followed));
    const vehicle = this.shown.get(assetId);
    if (this.followed === null) this.fit();
    else if (vehicle) this.map.setView(vehicle.position, CLOSEST_ZOOM, { animate: false });
  }

  private buttons(): HTMLElement {
    const zoom = (by: number) => () => this.map.zoomBy(by);
    const { zoomIn, zoomOut } = this.texts;
    const zooms = [roundButton(zoomIn, '+', zoom(1)), roundButton(zoomOut, '−', zoom(-1))];
    return el('div', { class: 'map-buttons' }, ...zooms);
  }
}
