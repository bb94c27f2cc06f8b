import { DivIcon, Marker } from 'leaflet';
import { svg } from '../track/dom';
import { glideTo, spotOf, type Glide, type Spot } from '../track/glide';
import type { MarkerLook } from '../track/describe';

const SIZE_PX = 44;
/** In a box of 44: an arrow that points north. */
const ARROW = 'M22 5 L34 36 L22 30 L10 36 Z';

/** The vehicle: an arrow while it moves, a square while it stands, grey when old, hollow without signal. */
export class VehicleMarker {
  readonly marker: Marker;
  private readonly picture: SVGElement;
  private glide: Glide | null = null;
  private frame = 0;
  private at: Spot;

  constructor(at: Spot, label: string) {
    this.at = at;
    this.picture = svg(
      'svg',
      { viewBox: '0 0 44 44', class: 'vehicle', 'aria-hidden': 'true' },
      svg('path', { d: ARROW, class: 'arrow' }),
      svg('rect', { x: '12', y: '12', width: '20', height: '20', rx: '4', class: 'square' }),
      svg('circle', { cx: '22', cy: '22', r: '10', class: 'ring' }),
    );
    const html = document.createElement('div');
    html.append(this.picture);
    const icon = new DivIcon({
      html,
      className: 'vehicle-icon',
      iconSize: [SIZE_PX, SIZE_PX],
      iconAnchor: [SIZE_PX / 2, SIZE_PX / 2],
    });
    this.marker = new Marker(at, {
      icon,
      interactive: false,
      keyboard: false,
      alt: label,
      zIndexOffset: 1_000,
    });
  }

  look(look: MarkerLook, heading: number | null): void {
    this.picture.setAttribute('data-look', look);
    this.picture.style.transform =
      look === 'moving' || look === 'delayed' ? `rotate(${heading ?? 0}deg)` : '';
  }

  /** Moves evenly for as long as the vehicle took between its last two fixes. */
  moveTo(to: Spot, intervalMs: number): void {
    cancelAnimationFrame(this.frame);
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.glide = isCalm ? null : glideTo(this.at, to, intervalMs, performance.now());
    if (this.glide) this.step();
    else this.put(to);
    if (!this.glide && !isCalm) this.picture.animate([{ opacity: 0 }, { opacity: 1 }], 200);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
  }

  private step(): void {
    if (!this.glide) return;
    const now = performance.now();
    this.put(spotOf(this.glide, now));
    if (now < this.glide.startedAt + this.glide.durationMs)
      this.frame = requestAnimationFrame(() => this.step());
  }

  private put(at: Spot): void {
    this.at = at;
    this.marker.setLatLng(at);
  }
}
