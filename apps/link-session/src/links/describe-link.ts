import { requirementsOf, type TrackingLink } from '@yipii/domain';
import type { PublicAddresses } from '@yipii/platform';
import type { ReadBrand } from '../brands/read-brand';
import type { PublicLinkView } from '../tracking.schema';
import type { LinkTimes } from './link-times';

/** What anybody may know of a link, before any session. */
export class DescribeLink {
  constructor(
    private readonly times: LinkTimes,
    private readonly brands: Pick<ReadBrand, 'of'>,
    private readonly addresses: Pick<PublicAddresses, 'reachedBy'>,
    private readonly config: { readonly sessionDays: number },
  ) {}

  /** @param host by which whoever asks has come */
  async run(link: TrackingLink, host: string): Promise<PublicLinkView> {
    const { status } = this.times.standingOf(link);
    return {
      uuid: link.uuid,
      // Strangers learn nothing of the driver.
      status: status === 'withheld' ? 'active' : status,
      access_mode: link.access.mode,
      requires: requirementsOf(link.access),
      locale: link.locale,
      brand: await this.brands.of(link.brandId, this.addresses.reachedBy(host).api),
      viewer_data_days: this.config.sessionDays,
    };
  }
}
