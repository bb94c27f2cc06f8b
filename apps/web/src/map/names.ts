const FONT = 'system-ui, sans-serif';

export interface Letters {
  /** Pixels. */
  readonly size: number;
  readonly weight: number;
  readonly colour: string;
  /** Around them; null: none. */
  readonly halo: string | null;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Writing {
  readonly letters: Letters;
  /** What is written already; what would lie over it is left out. */
  readonly taken: Rectangle[];
}

/** Writes a name around a point. */
export function writeAt(
  context: CanvasRenderingContext2D,
  text: string,
  [x, y]: readonly [number, number],
  { letters, taken }: Writing,
): void {
  const half = widthOf(context, text, letters) / 2;
  const { size } = letters;
  const box = { left: x - half - 4, right: x + half + 4, top: y - size, bottom: y + size };
  if (take(box, taken)) write(context, text, [x, y], letters);
}

/**
 * Writes a name along the longest straight stretch of a line.
 * @param size of the square; only where all of the name is in it
 * @returns whether it was written
 */
export function writeAlong(
  context: CanvasRenderingContext2D,
  text: string,
  line: readonly number[],
  { letters, taken, size }: Writing & { readonly size: number },
): boolean {
  const stretch = longestStretch(line);
  const width = widthOf(context, text, letters);
  if (!stretch || width > stretch.length) return false;
  const box = boxOfName(stretch, width);
  if (!isInside(box, size) || !take(box, taken)) return false;
  context.save();
  context.translate(stretch.x, stretch.y);
  context.rotate(stretch.angle);
  write(context, text, [0, 0], letters);
  context.restore();
  return true;
}

function widthOf(context: CanvasRenderingContext2D, text: string, { size, weight }: Letters): number {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `${weight} ${size}px ${FONT}`;
  return context.measureText(text).width;
}

function write(
  context: CanvasRenderingContext2D,
  text: string,
  [x, y]: readonly [number, number],
  { colour, halo }: Letters,
): void {
  if (halo !== null) {
    context.lineJoin = 'round';
    context.strokeStyle = halo;
    context.lineWidth = 3;
    context.strokeText(text, x, y);
  }
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

interface Stretch {
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly angle: number;
}

function boxOfName({ x, y, angle }: Stretch, width: number): Rectangle {
  const dx = (Math.abs(Math.cos(angle)) * width) / 2 + 8;
  const dy = (Math.abs(Math.sin(angle)) * width) / 2 + 8;
  return { left: x - dx, right: x + dx, top: y - dy, bottom: y + dy };
}

function isInside({ left, top, right, bottom }: Rectangle, size: number): boolean {
  return Math.min(left, top) >= 0 && Math.max(right, bottom) <= size;
}

function longestStretch(line: readonly number[]): Stretch | null {
  let longest: Stretch | null = null;
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [ax = 0, ay = 0, bx = 0, by = 0] = line.slice(i, i + 4);
    const length = Math.hypot(bx - ax, by - ay);
    if (longest && length <= longest.length) continue;
    const angle = Math.atan2(by - ay, bx - ax);
    // Never upside down.
    const upright = Math.abs(angle) > Math.PI / 2 ? angle + Math.PI : angle;
    longest = { x: (ax + bx) / 2, y: (ay + by) / 2, length, angle: upright };
  }
  return longest;
}

function take(box: Rectangle, taken: Rectangle[]): boolean {
  const isFree = taken.every(
    ({ left, right, top, bottom }) =>
      box.right < left || box.left > right || box.bottom < top || box.top > bottom,
  );
  if (isFree) taken.push(box);
  return isFree;
}
