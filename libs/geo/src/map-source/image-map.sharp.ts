import sharp, { type Sharp } from 'sharp';
import { ancestor, type TileAddress } from '../tiles/tile';
import { MapSourceError } from './map-source-error';
import type { GroundTile, MapSource } from './map-source.ports';
import type { TileSource } from './tile-source.ports';

/** Pixels of a tile that the pages show. */
const SIZE = 512;
const MOST_PIXELS = 2_048 * 2_048;

/** Shows tiles that are pictures. Where they have 256 pixels, four of the next zoom make one. */
export function imageMap(source: TileSource): MapSource {
  return {
    attribution: source.attribution,
    async tile(address) {
      if (address.z < source.minZoom) return null;
      const from = ancestor(address, source.maxZoom);
      const own = await source.tile(from);
      if (!own) return null;
      try {
        if (address.z > from.z) return await encoded(await partOf(own, from, address));
        const { width } = await read(own).metadata();
        if (width >= SIZE || address.z === source.maxZoom) return await encoded(read(own));
        return await encoded(await fourOf(source, address));
      } catch (error) {
        if (error instanceof MapSourceError) throw error;
        throw new MapSourceError(`${from.z}/${from.x}/${from.y} is no picture: ${(error as Error).message}`);
      }
    },
  };
}

function read(bytes: Buffer): Sharp {
  return sharp(bytes, { limitInputPixels: MOST_PIXELS });
}

async function encoded(image: Sharp): Promise<GroundTile> {
  const bytes = await image.resize(SIZE, SIZE).webp({ quality: 85 }).toBuffer();
  return { contentType: 'image/webp', bytes };
}

async function partOf(bytes: Buffer, from: TileAddress, part: TileAddress): Promise<Sharp> {
  const parts = 2 ** (part.z - from.z);
  const { width } = await read(bytes).metadata();
  const side = Math.max(1, Math.floor(width / parts));
  const [left, top] = [(part.x % parts) / parts, (part.y % parts) / parts].map((share) =>
    Math.floor(share * width),
  );
  return read(bytes).extract({ left: left ?? 0, top: top ?? 0, width: side, height: side });
}

async function fourOf(source: TileSource, { z, x, y }: TileAddress): Promise<Sharp> {
  const half = SIZE / 2;
  const quarters = [0, 1, 2, 3].map(async (index) => {
    const [column, row] = [index % 2, Math.floor(index / 2)];
    const bytes = await source.tile({ z: z + 1, x: 2 * x + column, y: 2 * y + row });
    if (!bytes) return [];
    const input = await read(bytes).resize(half, half).png().toBuffer();
    return [{ input, left: column * half, top: row * half }];
  });
  const canvas = sharp({
    create: { width: SIZE, height: SIZE, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  });
  const whole = await canvas
    .composite((await Promise.all(quarters)).flat())
    .png()
    .toBuffer();
  return read(whole);
}
