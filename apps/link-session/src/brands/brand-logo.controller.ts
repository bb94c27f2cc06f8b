import { Controller, Get, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { Describe, Limit, Public } from '@yipii/platform';
import type { Response } from 'express';
import { ReadBrand } from './read-brand';

/** Of an address that names this very image. */
const FOR_GOOD = 'public, max-age=31536000, immutable';
const FOR_A_WHILE = 'public, max-age=60';

/** Logos, for the pages of links. */
@Controller('api/public/brand/:uuid')
export class BrandLogoController {
  constructor(private readonly brands: ReadBrand) {}

  @Get('logo')
  @Public('pages of links show it before anybody has a session')
  @Limit('link')
  @Describe({
    ...{ id: 'getBrandLogo', summary: 'The logo of a brand', tag: 'tracking' },
    ...{ answer: 'The image', files: ['image/png'], problems: [404] },
  })
  async logo(
    @Param('uuid') uuid: string,
    @Query('v') version: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const { png, version: current } = await this.brands.logo(uuid);
    response.setHeader('Cache-Control', version === current ? FOR_GOOD : FOR_A_WHILE);
    // Links may be shown in pages of others.
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    return new StreamableFile(png, { type: 'image/png', length: png.length });
  }
}
