import type { Readable } from 'node:stream';
import { Brands, type LogoImage, type UnitOfWork } from '@yipii/persistence';
import { DomainError, type WriteRequest } from '@yipii/platform';
import type { Resource } from '../registry/resource';
import { ResourceWriter } from '../registry/resource-writer';
import type { BrandView } from './brand.schema';
import { encodeLogo } from './encode-logo.sharp';

const MAX_BYTES = 1024 * 1024;

const brands = new Brands();

/** Takes logos of brands, and keeps them as images of our own making. */
export class ChangeLogo {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws InvalidFields for what is no image that we take; Refusal NOT_FOUND; DomainError PAYLOAD_TOO_LARGE */
  async put(request: WriteRequest, brand: ChangedBrand, body: Readable): Promise<BrandView> {
    return this.write(request, brand, await encodeLogo(await read(body)));
  }

  async remove(request: WriteRequest, brand: ChangedBrand): Promise<void> {
    await this.write(request, brand, null);
  }

  private write(
    request: WriteRequest,
    { resource, uuid }: ChangedBrand,
    logo: LogoImage | null,
  ): Promise<BrandView> {
    return this.unitOfWork.inAccount(request.principal.scope, (tx) =>
      new ResourceWriter(resource, tx, request).set(uuid, 'logo_changed', async () => {
        await (logo ? brands.putLogo(tx, uuid, logo) : brands.removeLogo(tx, uuid));
        return {};
      }),
    );
  }
}

export interface ChangedBrand {
  readonly resource: Resource<BrandView>;
  readonly uuid: string;
}

async function read(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES)
      throw new DomainError('PAYLOAD_TOO_LARGE', `The image is longer than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
