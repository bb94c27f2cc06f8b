import { Map as LeafletMap } from 'leaflet';

/** A map without buttons of its own, which keeps still for those who want less motion. */
export class CalmMap extends LeafletMap {
  private isZooming = false;
  private stepsLeft = 0;

  constructor(container: HTMLElement) {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    super(container, {
      ...{ zoomControl: false, attributionControl: false, zoomSnap: 0.5 },
      ...{ zoomAnimation: !calm, fadeAnimation: !calm, inertia: !calm },
    });
    this.on('zoomstart', () => (this.isZooming = true));
    this.on('zoomend', () => {
      this.isZooming = false;
      this.zoomOn();
    });
  }

  /** Steps that come while it is zooming follow at the end: Leaflet would drop them. */
  zoomBy(steps: number): void {
    this.stepsLeft += steps;
    if (!this.isZooming) this.zoomOn();
  }

  private zoomOn(): void {
    const steps = this.stepsLeft;
    this.stepsLeft = 0;
    if (steps !== 0) this.setZoom(this.getZoom() + steps);
  }
}
