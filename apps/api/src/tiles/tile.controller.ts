import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { isTile } from '@yipii/geo';
import { Limit, Public } from '@yipii/platform';
import type { Request, Response } from 'express';
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
    if (![z, x].every((text) => NUMBER.test(text)) || !isTile(address)) throw new NotFoundException();
    const { etag, plain, gzip } = await this.tiles.find(address);
    const isGzip = request.acceptsEncodings('gzip') === 'gzip';
    response.set({
      'Content-Type': 'application/vnd.mapbox-vector-tile',
      'Cache-Control': 'public, max-age=86400',
      ETag: etag,
      Vary: 'Accept-Encoding',
      ...(isGzip && { 'Content-Encoding': 'gzip' }),
    });
    response.send(isGzip ? gzip : plain);
  }
}
