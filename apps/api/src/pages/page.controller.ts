import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Brands } from '@yipii/persistence';
import { isUuid, Public, PublicAddresses, WorkerDatabase } from '@yipii/platform';
import type { Request, Response } from 'express';
import { sendWebFile, sendWebPage } from './send-web-file.express';
import { WebFiles } from './web-files';

const A_PAGE = 'a static page, the same for everybody';

/** The page of tracking links, whose bytes are the same for every uuid, existing or not, and what it loads. */
@ApiExcludeController()
@Controller()
export class PageController {
  private readonly brands = new Brands();

  constructor(
    private readonly files: WebFiles,
    private readonly database: WorkerDatabase,
    private readonly addresses: PublicAddresses,
  ) {}

  @Get('t/:uuid')
  @Public(A_PAGE)
  track(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.sendTracking(request, response);
  }

  /** The same page for the frames of a brand's own pages; it says nothing about the link either. */
  @Get('embed/:brand/:uuid')
  @Public(A_PAGE)
  async embedded(
    @Param('brand') brand: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const framedBy = isUuid(brand) ? await this.brands.embedOrigins(this.database.pool, brand) : [];
    if (framedBy.length > 0) {
      response.removeHeader('X-Frame-Options');
      response.removeHeader('Cross-Origin-Opener-Policy');
      response.set('Cross-Origin-Resource-Policy', 'cross-origin');
    }
    await this.sendTracking(request, response, framedBy);
  }

  @Get('assets/:file')
  @Public('static files')
  asset(@Param('file') name: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const file = this.files.find(`assets/${name}`);
    if (!file) throw new NotFoundException();
    // Their names change with their bytes.
    response.set('Cache-Control', 'public, max-age=31536000, immutable');
    return sendWebFile(file, { request, response });
  }

  private sendTracking(
    request: Request,
    response: Response,
    framedBy: readonly string[] = [],
  ): Promise<void> {
    const { webSocket } = this.addresses.reachedBy(request.hostname);
    const page = { files: this.files, name: 'track.html', policy: { webSocket, framedBy } };
    return sendWebPage(page, { request, response });
  }
}
