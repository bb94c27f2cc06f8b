import { logoPathOf, type Brand } from '@yipii/domain';
import { Brands, type LogoImage } from '@yipii/persistence';
import { DomainError, isUuid, type LiveConfig, type WorkerDatabase } from '@yipii/platform';
import type { PublicBrandView } from '../tracking.schema';

/** What viewers see of whoever shares a link. */
export class ReadBrand {
  private readonly brands = new Brands();

  constructor(
    private readonly database: WorkerDatabase,
    private readonly live: Pick<LiveConfig, 'publicUrl'>,
  ) {}

  /** @param uuid null: the link has none */
  async of(uuid: string | null): Promise<PublicBrandView | null> {
    const brand = uuid === null ? null : await this.brands.find(this.database.pool, uuid);
    return brand && this.shown(brand);
  }

  /** @throws DomainError NOT_FOUND */
  async logo(uuid: string): Promise<LogoImage> {
    const logo = isUuid(uuid) ? await this.brands.logoOf(this.database.pool, uuid) : null;
    if (!logo) throw new DomainError('NOT_FOUND', 'There is no such logo.');
    return logo;
  }

  private shown({ uuid, name, logo, colors, contact, privacyText }: Brand): PublicBrandView {
    return {
      ...{ id: uuid, name, contact, privacy_text: privacyText },
      colors: { accent: colors.accent, accent_dark: colors.accentDark },
      logo: logo && {
        url: new URL(logoPathOf(uuid, logo), this.live.publicUrl).toString(),
        ...{ width: logo.width, height: logo.height },
      },
    };
  }
}
