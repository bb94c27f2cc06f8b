import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Bulk, dataOf, Describe, FromBody, listOf, Needs, Write, type WriteRequest } from '@yipii/platform';
import { TrackingLinkView } from '../tracking-link.schema';
import { DisabledLinksView, LinksOfAssetInput, TrackingLinkBulk } from './bulk.schema';
import { DisableLinks } from './disable-links';
import { MakeLinks } from './make-links';

const tag = 'tracking-link';

/** Many tracking links at once. */
@Controller('api/:account_key/tracking-link')
export class LinkBulkController {
  constructor(
    private readonly links: MakeLinks,
    private readonly ends: DisableLinks,
  ) {}

  @Post('bulk')
  @Bulk()
  @Needs('links:write')
  @Describe({
    ...{ id: 'createTrackingLinks', summary: 'Create up to 500 tracking links: all of them, or none', tag },
    ...{ answer: 'The tracking links, in their order', answers: dataOf(listOf(TrackingLinkView)) },
  })
  async create(
    @Write() request: WriteRequest,
    @Body() body: TrackingLinkBulk,
  ): Promise<{ data: TrackingLinkView[] }> {
    return { data: await this.links.run(request, body) };
  }

  @Post('disable-all')
  @HttpCode(200)
  @Needs('links:write')
  @Describe({
    ...{ id: 'disableTrackingLinks', summary: 'Disable all tracking links that follow an asset now', tag },
    ...{ answer: 'They have ended', answers: dataOf(DisabledLinksView) },
  })
  async disable(
    @Write() request: WriteRequest,
    @FromBody() { asset_id: assetId }: LinksOfAssetInput,
  ): Promise<{ data: DisabledLinksView }> {
    return { data: { disabled: await this.ends.run(request, assetId) } };
  }
}
