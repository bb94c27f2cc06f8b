import type { LinkStanding, TrackingLink } from '@yipii/domain';
import type { Sql } from '@yipii/platform';

/** What people are told of a link by mail. */
export abstract class TellByMail {
  /** Mails what is due, once, in the transaction that settles the link. */
  abstract run(tx: Sql, link: TrackingLink, standing: LinkStanding): Promise<void>;
}
