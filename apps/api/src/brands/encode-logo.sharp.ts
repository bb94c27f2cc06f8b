import { createHash } from 'node:crypto';
import type { LogoImage } from '@yipii/persistence';
import { InvalidFields } from '@yipii/platform';
import sharp, { type Sharp } from 'sharp';

const MAX_WIDTH = 512;
const MAX_HEIGHT = 256;
/** Of an image before it is made smaller. */
const MAX_PIXELS = 24_000_000;
const MAX_BYTES = 256 * 1024;
const TIMEOUT_S = 10;
const SVG_DPI = 72;

/**
 * Returns an image of a stranger as a PNG of our own making: nothing of the original file is in it, neither metadata
 * nor what it refers to.
 * @throws InvalidFields for what is no PNG, JPEG, WebP or SVG
 */
export async function encodeLogo(bytes: Buffer): Promise<LogoImage> {
  const format = formatOf(bytes);
  if (!format) throw new InvalidFields({ logo: ['logo must be a PNG, JPEG, WebP or SVG without entities.'] });
  try {
    const image = await toPng(format === 'svg' ? await drawn(bytes) : opened(bytes).autoOrient());
    if (image.png.length <= MAX_BYTES) return image;
  } catch (error) {
    throw new InvalidFields({ logo: [`logo can not be read: ${reasonOf(error)}`] });
  }
  throw new InvalidFields({ logo: ['logo has too many details: make it simpler or smaller.'] });
}

function opened(bytes: Buffer, density?: number): Sharp {
  const limits = { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 } as const;
  return sharp(bytes, { ...limits, ...(density !== undefined && { density }) }).timeout({
    seconds: TIMEOUT_S,
  });
}

/** Drawn in the size in which it is shown, rather than made larger afterwards. */
async function drawn(svg: Buffer): Promise<Sharp> {
  const { width, height } = await opened(svg).metadata();
  const scale = Math.min(MAX_WIDTH / width, MAX_HEIGHT / height);
  return opened(svg, Math.min(2_400, Math.max(1, SVG_DPI * scale)));
}

async function toPng(image: Sharp): Promise<LogoImage> {
  const { data, info } = await image
    .resize({ width: MAX_WIDTH, height: MAX_HEIGHT, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 9 })
    .toBuffer({ resolveWithObject: true });
  const version = createHash('sha256').update(data).digest('hex').slice(0, 12);
  return { png: data, width: info.width, height: info.height, version };
}

/** By its first bytes: what else the decoder knows is not for strangers. */
function formatOf(bytes: Buffer): 'png' | 'jpeg' | 'webp' | 'svg' | null {
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return 'webp';
  const text = bytes.toString('utf8');
  return /^\uFEFF?\s*<(\?xml|!--|!DOCTYPE|svg)/i.test(text) &&
    /<svg[\s>]/i.test(text) &&
    !/<!ENTITY/i.test(text)
    ? 'svg'
    : null;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : 'unknown';
}
