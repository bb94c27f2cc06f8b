import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Limit, Public } from '@yipii/platform';
import type { Request, Response } from 'express';
import type { StoredTile } from './stored-tile';
import { TileStore } from './tile-store.memory';

const FILE = /^(\d{1,5})\.mvt$/;
const NUMBER = /^\d{1,5}$/;

/** The ground of our own maps, so that no page asks a third party for one. */
@ApiExcludeController()
@Controller('tiles')
export class TileController {
  constructor(private readonly tiles: TileStore) {}

  @Get(':z/:x/:file')
  @Public('open data')
  @Limit('tile')
  async tile(
    @Param() { z = '', x = '', file = '' }: Record<string, string>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const y = FILE.exec(file)?.[1];
    const address = { z: Number(z), x: Number(x), y: Number(y) };
    const tile = [z, x].every((text) => NUMBER.test(text)) ? await this.tiles.find(address) : null;
    if (!tile) throw new NotFoundException();
    send(tile, { request, response });
  }
}

function send(
  { contentType, etag, plain, gzip, attribution, maxAge }: StoredTile,
  { request, response }: { readonly request: Request; readonly response: Response },
): void {
  const body = request.acceptsEncodings('gzip') === 'gzip' ? (gzip ?? plain) : plain;
  response.set({
    'Content-Type': contentType,
    'Cache-Control': `public, max-age=${maxAge}`,
    ETag: etag,
    Vary: 'Accept-Encoding',
    ...(body === gzip && { 'Content-Encoding': 'gzip' }),
    // Read by the page: headers hold no other letters than ASCII.
    ...(attribution !== null && { 'Map-Attribution': encodeURIComponent(attribution) }),
  });
  response.send(body);
}
