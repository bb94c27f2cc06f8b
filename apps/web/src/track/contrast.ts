type Rgb = readonly [number, number, number];

const ENOUGH = 4.5;
const STEP = 0.04;

/** Returns the colour, made darker or lighter until text in it can be read on the surface (4.5 : 1). Both `#rrggbb`. */
export function readableOn(color: string, surface: string): string {
  const ground = rgbOf(surface);
  const target: Rgb = luminanceOf(ground) > 0.5 ? [0, 0, 0] : [255, 255, 255];
  const own = rgbOf(color);
  for (let share = 0; share < 1; share += STEP) {
    const mixed = own.map((part, at) =>
      Math.round(part + ((target[at] ?? 0) - part) * share),
    ) as unknown as Rgb;
    if (contrastOf(mixed, ground) >= ENOUGH) return hexOf(mixed);
  }
  return hexOf(target);
}

/** Black or white, whichever can be read better on the colour. */
export function textOn(color: string): '#000000' | '#ffffff' {
  const ground = rgbOf(color);
  return contrastOf([255, 255, 255], ground) >= contrastOf([0, 0, 0], ground) ? '#ffffff' : '#000000';
}

export function contrast(a: string, b: string): number {
  return contrastOf(rgbOf(a), rgbOf(b));
}

function contrastOf(a: Rgb, b: Rgb): number {
  const [low = 0, high = 0] = [luminanceOf(a), luminanceOf(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Relative luminance as WCAG defines it. */
function luminanceOf(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function rgbOf(hex: string): Rgb {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

function hexOf(rgb: Rgb): string {
  return `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
