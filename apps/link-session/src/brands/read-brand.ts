import { logoPathOf, type Brand } from '@yipii/domain';
import { Brands, type LogoImage } from '@yipii/persistence';
import { DomainError, isUuid, type WorkerDatabase } from '@yipii/platform';
import type { PublicBrandView } from '../tracking.schema';

/** What viewers see of whoever shares a link. */
export class ReadBrand {
  private readonly brands = new Brands();

  constructor(private readonly database: WorkerDatabase) {}

  /**
   * @param uuid null: the link has none
   * @param api base URL of the logo
   */
  async of(uuid: string | null, api: string): Promise<PublicBrandView | null> {
    const brand = uuid === null ? null : await this.brands.find(this.database.pool, uuid);
    return brand && shown(brand, api);
  }

  /** @throws DomainError NOT_FOUND */
  async logo(uuid: string): Promise<LogoImage> {
    const logo = isUuid(uuid) ? await this.brands.logoOf(this.database.pool, uuid) : null;
    if (!logo) throw new DomainError('NOT_FOUND', 'There is no such logo.');
    return logo;
  }
}

function shown({ uuid, name, logo, colors, contact, privacyText }: Brand, api: string): PublicBrandView {
  return {
    ...{ id: uuid, name, contact, privacy_text: privacyText },
    colors: { accent: colors.accent, accent_dark: colors.accentDark },
    logo: logo && {
      url: new URL(logoPathOf(uuid, logo), api).toString(),
      ...{ width: logo.width, height: logo.height },
    },
  };
}
