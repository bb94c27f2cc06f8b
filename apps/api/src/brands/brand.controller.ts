import { Controller, Delete, HttpCode, Put, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import {
  dataOf,
  Describe,
  DomainError,
  Needs,
  PathUuid,
  PublicAddresses,
  Write,
  type WriteRequest,
} from '@yipii/platform';
import type { Request } from 'express';
import { RegistryController } from '../registry/registry.controller';
import { Registry } from '../registry/registry.ports';
import { BRAND, brands } from './brand.resource';
import { BrandView } from './brand.schema';
import { ChangeLogo } from './change-logo';

const TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml'];
const tag = BRAND.path;

@Controller('api/:account_key')
export class BrandController extends RegistryController(BRAND, {
  name: 'Brand',
  one: 'brand',
  many: 'brands',
}) {
  protected override readonly resource: ReturnType<typeof brands>;

  constructor(
    registry: Registry,
    private readonly logos: ChangeLogo,
    addresses: PublicAddresses,
  ) {
    super(registry);
    this.resource = brands(addresses);
  }

  @Put('brand/:uuid/logo')
  @Needs('links:write')
  @ApiConsumes(...TYPES)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @Describe({
    ...{ id: 'putBrandLogo', summary: 'Upload the logo of a brand, at most 1 MiB', tag },
    ...{ answer: 'The brand, with the logo as a PNG of at most 512 × 256', answers: dataOf(BrandView) },
  })
  async putLogo(
    @Write() request: WriteRequest,
    @PathUuid('uuid') uuid: string,
    @Req() body: Request,
  ): Promise<{ data: BrandView }> {
    if (!body.is(TYPES)) throw new DomainError('UNSUPPORTED_MEDIA_TYPE', `Send ${TYPES.join(', ')}.`);
    return { data: await this.logos.put(request, { resource: this.resource, uuid }, body) };
  }

  @Delete('brand/:uuid/logo')
  @HttpCode(204)
  @Needs('links:write')
  @Describe({ id: 'deleteBrandLogo', summary: 'Remove the logo of a brand', tag, answer: 'Removed' })
  async deleteLogo(@Write() request: WriteRequest, @PathUuid('uuid') uuid: string): Promise<void> {
    await this.logos.remove(request, { resource: this.resource, uuid });
  }
}
