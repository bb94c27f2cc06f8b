import { logoPathOf } from '@yipii/domain';
import { BrandRow, Brands, type AccountTransaction } from '@yipii/persistence';
import { InvalidFields, type PublicAddresses } from '@yipii/platform';
import { RegistryQuery, type Fields, type Resource } from '../registry/resource';
import { BrandInput, BrandView } from './brand.schema';

/** What a brand is in REST. */
export const BRAND = {
  ...{ path: 'brand', kind: 'brand', entity: BrandRow, view: BrandView, input: BrandInput },
  ...{ query: RegistryQuery, ofWholeAccount: true, hasUuid: true },
  scopes: { read: 'links:read', write: 'links:write' },
} as const satisfies Resource<BrandView>;

const stored = new Brands();

/** Returns the resource with its logos, which are at the address of the API. */
export function brands(addresses: Pick<PublicAddresses, 'urls'>): Resource<BrandView> {
  return {
    ...BRAND,
    related: async (tx, ids) => {
      const logos = await stored.logosOf(tx, ids);
      return new Map(ids.map((id) => [id, { logo: shown(logos.get(id), addresses.urls.api) }]));
    },
  };
}

type StoredLogo =
  Awaited<ReturnType<Brands['logosOf']>> extends ReadonlyMap<number, infer Logo> ? Logo : never;

function shown(logo: StoredLogo | undefined, api: string): BrandView['logo'] {
  if (!logo) return null;
  const { uuid, width, height } = logo;
  return { url: new URL(logoPathOf(uuid, logo), api).toString(), width, height };
}

/** One of another account is as unknown as one that does not exist. @throws InvalidFields */
export async function demandBrand(tx: AccountTransaction, { brandId }: Fields): Promise<void> {
  if (typeof brandId !== 'string' || (await stored.exists(tx, brandId))) return;
  throw new InvalidFields({ brand_id: ['There is no such brand.'] });
}
