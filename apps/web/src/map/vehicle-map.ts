import './trusted-types';
import { DivIcon, LatLngBounds, Marker, type PointExpression } from 'leaflet';
import { el, svg } from '../track/dom';
import type { MarkerLook } from '../track/describe';
import type { Spot } from '../track/glide';
import type { Messages } from '../messages/messages';
import { Attribution } from './attribution';
import { CalmMap } from './calm-map';
import { ground } from './ground';
import { roundButton } from './round-button';
import { VehicleMarker } from './vehicle-marker';

const CLOSEST_ZOOM = 16;
const EDGE_PX = 48;
/** The column of buttons on the right. */
const BUTTONS_PX = 12;

/** The map of one vehicle and its destination. It follows the vehicle until somebody touches it. */
export class VehicleMap {
  private readonly attribution = new Attribution();
  private readonly map: CalmMap;
  private readonly recenter: HTMLButtonElement;
  private vehicle: VehicleMarker | null = null;
  private destination: Marker | null = null;
  private isFollowing = true;
  private isPlaced = false;
  private last: Spot | null = null;

  constructor(
    private readonly container: HTMLElement,
    private readonly texts: Messages,
    /** What covers the map. */
    private readonly sheet: HTMLElement,
  ) {
    this.map = new CalmMap(container);
    this.map.addLayer(ground((text) => this.attribution.add(text)));
    this.recenter = roundButton(texts.recenter, '◎', () => this.followAgain());
    this.recenter.hidden = true;
    const zooms = [
      roundButton(texts.zoomIn, '+', () => this.zoom(1)),
      roundButton(texts.zoomOut, '−', () => this.zoom(-1)),
    ];
    container.after(el('div', { class: 'map-buttons' }, this.recenter, ...zooms), this.attribution.element);
    for (const touch of ['pointerdown', 'wheel', 'keydown'])
      container.addEventListener(touch, (event) => this.touched(event), { passive: true });
    new ResizeObserver(() => this.resized()).observe(container);
  }

  showVehicle(
    at: Spot,
    { look, heading, intervalMs }: { look: MarkerLook; heading: number | null; intervalMs: number },
  ): void {
    if (!this.vehicle) {
      this.vehicle = new VehicleMarker(at, this.texts.vehicle);
      this.vehicle.marker.addTo(this.place(at));
    } else if (at.lat !== this.last?.lat || at.lng !== this.last.lng) {
      this.vehicle.moveTo(at, intervalMs);
      this.keepInSight(at);
    }
    this.last = at;
    this.vehicle.look(look, heading);
  }

  hideVehicle(): void {
    this.vehicle?.stop();
    this.vehicle?.marker.remove();
    this.vehicle = null;
    this.last = null;
    this.recenter.hidden = true;
  }

  showDestination(at: Spot): void {
    if (this.destination) return;
    this.destination = new Marker(at, {
      icon: flag(),
      interactive: false,
      keyboard: false,
      alt: this.texts.destination,
    });
    this.destination.addTo(this.place(at));
    this.fit();
  }

  hideDestination(): void {
    this.destination?.remove();
    this.destination = null;
  }

  private place(at: Spot): CalmMap {
    if (!this.isPlaced) this.map.setView(at, CLOSEST_ZOOM - 1, { animate: false });
    this.isPlaced = true;
    queueMicrotask(() => this.isFollowing && this.fit());
    return this.map;
  }

  /** Both the vehicle and its destination can be seen. */
  private fit(): void {
    const spots = [this.last, this.destination?.getLatLng()].filter((spot) => Boolean(spot)) as Spot[];
    if (spots.length === 0) return;
    const bounds = new LatLngBounds(spots.map(({ lat, lng }) => [lat, lng]));
    this.map.fitBounds(bounds, { ...this.padding(), maxZoom: CLOSEST_ZOOM, animate: false });
  }

  private keepInSight(at: Spot): void {
    if (this.isFollowing) this.map.panInside(at, this.padding());
  }

  /** What the sheet covers is no place for the vehicle. */
  private padding(): { paddingTopLeft: PointExpression; paddingBottomRight: PointExpression } {
    const map = this.container.getBoundingClientRect();
    const sheet = this.sheet.getBoundingClientRect();
    const isBelow = sheet.width >= map.width * 0.9;
    const covered = isBelow ? Math.max(0, map.bottom - sheet.top) : 0;
    return {
      paddingTopLeft: [(isBelow ? 0 : sheet.right) + EDGE_PX, EDGE_PX],
      paddingBottomRight: [EDGE_PX + BUTTONS_PX, Math.min(covered, map.height - 3 * EDGE_PX) + EDGE_PX],
    };
  }

  /** What was beside the sheet may lie below it now, as when a phone is turned. */
  private resized(): void {
    this.map.invalidateSize({ pan: false });
    if (this.isPlaced && this.isFollowing) this.fit();
  }

  private touched(event: Event): void {
    if (event instanceof KeyboardEvent && event.key === 'Tab') return;
    this.isFollowing = false;
    this.recenter.hidden = !this.vehicle;
  }

  private followAgain(): void {
    this.isFollowing = true;
    this.recenter.hidden = true;
    this.fit();
    this.container.focus();
  }

  private zoom(by: number): void {
    this.isFollowing = false;
    this.recenter.hidden = !this.vehicle;
    this.map.zoomBy(by);
  }
}

function flag(): DivIcon {
  const html = document.createElement('div');
  html.append(
    svg(
      'svg',
      { viewBox: '0 0 36 44', class: 'destination', 'aria-hidden': 'true' },
      svg('path', { d: 'M18 42 C6 28 4 22 4 17 A14 14 0 1 1 32 17 C32 22 30 28 18 42 Z', class: 'pin' }),
      svg('circle', { cx: '18', cy: '17', r: '5', class: 'eye' }),
    ),
  );
  return new DivIcon({ html, className: 'destination-icon', iconSize: [36, 44], iconAnchor: [18, 42] });
}
