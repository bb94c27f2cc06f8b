/* global window, document, requestAnimationFrame, ResizeObserver, getComputedStyle */

const EARTH_CIRCUMFERENCE_M = 40_075_016.7;
/** A vehicle glides from its former position to the newest over this time. */
const GLIDE_MS = 1_500;
const STREET_WIDTHS_M = { motorway: 14, trunk: 12, primary: 10, secondary: 8, tertiary: 7 };
const DEFAULT_WIDTH_M = 4;

/** Streets and vehicles on a canvas, in Web Mercator; drawn again only when something has changed. */
export class StreetMap {
  #canvas;
  #streets;
  #vehicles = new Map();
  #view = { x: 0, y: 0, scale: 1 };
  #followed = null;
  #drawUntil = 0;

  /** `streets`: `{bounds: [west, south, east, north], lines: [{roadClass, points: [[lng, lat], …]}, …]}`. */
  constructor(canvas, { bounds, lines }) {
    this.#canvas = canvas;
    this.#streets = groupByWidth(lines);
    new ResizeObserver(() => this.#fit(bounds)).observe(canvas);
    this.#listen();
    requestAnimationFrame((now) => this.#frame(now));
  }

  /** Takes a LocationUpdate. */
  moveVehicle({ assetId, name, lng, lat, heading, status }) {
    const target = project(lng, lat);
    const now = performance.now();
    const known = this.#vehicles.get(assetId);
    const from = known ? whereabouts(known, now) : target;
    this.#vehicles.set(assetId, { name, heading, status, from, target, since: now });
    this.#redraw(GLIDE_MS);
  }

  follow(assetId) {
    this.#followed = assetId;
    this.#redraw(GLIDE_MS);
  }

  #redraw(forMs = 0) {
    this.#drawUntil = Math.max(this.#drawUntil, performance.now() + forMs + 50);
  }

  #fit([west, south, east, north]) {
    const ratio = window.devicePixelRatio;
    this.#canvas.width = this.#canvas.clientWidth * ratio;
    this.#canvas.height = this.#canvas.clientHeight * ratio;
    const [left, bottom] = project(west, south);
    const [right, top] = project(east, north);
    const scale = Math.max(this.#canvas.width / (right - left), this.#canvas.height / (bottom - top));
    this.#view = { x: (left + right) / 2, y: (top + bottom) / 2, scale };
    this.#redraw();
  }

  #listen() {
    this.#canvas.addEventListener('pointerdown', (event) => this.#canvas.setPointerCapture(event.pointerId));
    this.#canvas.addEventListener('pointermove', (event) => {
      if (!this.#canvas.hasPointerCapture(event.pointerId)) return;
      this.#view.x -= (event.movementX * window.devicePixelRatio) / this.#view.scale;
      this.#view.y -= (event.movementY * window.devicePixelRatio) / this.#view.scale;
      this.#redraw();
    });
    this.#canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        this.#view.scale *= Math.exp(-event.deltaY / 500);
        this.#redraw();
      },
      { passive: false },
    );
  }

  #frame(now) {
    if (now < this.#drawUntil) this.#draw(now);
    requestAnimationFrame((next) => this.#frame(next));
  }

  #draw(now) {
    const followed = this.#vehicles.get(this.#followed);
    if (followed) [this.#view.x, this.#view.y] = whereabouts(followed, now);
    const context = this.#canvas.getContext('2d');
    const colours = getComputedStyle(document.body);
    const { x, y, scale } = this.#view;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.setTransform(
      scale,
      0,
      0,
      scale,
      this.#canvas.width / 2 - x * scale,
      this.#canvas.height / 2 - y * scale,
    );
    context.lineCap = 'round';
    context.strokeStyle = colours.getPropertyValue('--panel');
    for (const { width, path } of this.#streets) {
      context.lineWidth = Math.max(width, 1.2 / scale);
      context.stroke(path);
    }
    for (const vehicle of this.#vehicles.values()) this.#drawVehicle(context, colours, vehicle, now);
  }

  #drawVehicle(context, colours, vehicle, now) {
    const [x, y] = whereabouts(vehicle, now);
    const { scale } = this.#view;
    const size = 9 * window.devicePixelRatio;
    context.setTransform(
      1,
      0,
      0,
      1,
      this.#canvas.width / 2 + (x - this.#view.x) * scale,
      this.#canvas.height / 2 + (y - this.#view.y) * scale,
    );
    context.fillStyle = colours.getPropertyValue('--text');
    context.font = `${12 * window.devicePixelRatio}px system-ui`;
    context.fillText(vehicle.name, size * 1.4, size * 0.4);
    context.rotate(((vehicle.heading ?? 0) * Math.PI) / 180);
    context.beginPath();
    context.moveTo(0, -size);
    context.lineTo(size * 0.75, size * 0.8);
    context.lineTo(0, size * 0.4);
    context.lineTo(-size * 0.75, size * 0.8);
    context.closePath();
    context.fillStyle = colours.getPropertyValue(`--${vehicle.status}`);
    context.strokeStyle = colours.getPropertyValue('--panel');
    context.lineWidth = 2 * window.devicePixelRatio;
    context.stroke();
    context.fill();
  }
}

/** Web Mercator metres, y downwards. */
function project(lng, lat) {
  const x = (lng / 360) * EARTH_CIRCUMFERENCE_M;
  const y =
    (-Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)) * EARTH_CIRCUMFERENCE_M;
  return [x, y];
}

function whereabouts({ from, target, since }, now) {
  const part = Math.min(1, (now - since) / GLIDE_MS);
  return [from[0] + (target[0] - from[0]) * part, from[1] + (target[1] - from[1]) * part];
}

/** One path a width, the narrow ones first, so that main roads lie on top. */
function groupByWidth(lines) {
  const paths = new Map();
  for (const { roadClass, points } of lines) {
    const width = STREET_WIDTHS_M[roadClass.replace('_link', '')] ?? DEFAULT_WIDTH_M;
    if (!paths.has(width)) paths.set(width, new window.Path2D());
    const path = paths.get(width);
    points.forEach(([lng, lat], i) =>
      i === 0 ? path.moveTo(...project(lng, lat)) : path.lineTo(...project(lng, lat)),
    );
  }
  return [...paths].map(([width, path]) => ({ width, path })).sort((a, b) => a.width - b.width);
}
