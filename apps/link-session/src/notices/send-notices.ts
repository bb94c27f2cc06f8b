import { grantsSession, type LinkStanding, type TrackingLink } from '@yipii/domain';
import { Brands, LinkNotices, type OpenNotice } from '@yipii/persistence';
import { queueMail, TooManyRequests, type Clock, type LiveConfig, type Sql } from '@yipii/platform';
import { TellByMail } from '../links/link-notices.ports';
import { arrivingMail, endedMail, type LetterHead } from '../mail/link-mails';
import type { MailBudget } from '../mail/mail-budget.postgres';
import type { NoticeMetrics, NoticeOutcome } from './notice.metrics';

const MINUTE = 60_000;
/** Later it is of no use. */
const LIFE = { arriving: 10 * MINUTE, ended: 24 * 60 * MINUTE };

type Kind = keyof typeof LIFE;

/** Returns where the receiver of a notice asks for no more of them. */
export function unsubscribePath(noticeId: string): string {
  return `/api/public/notice/${noticeId}/unsubscribe`;
}

/** Mails the notices of a link, each once: when the vehicle comes near, and when the link ends. */
export class SendNotices extends TellByMail {
  private readonly notices = new LinkNotices();
  private readonly brands = new Brands();

  constructor(
    private readonly budget: MailBudget,
    private readonly clock: Clock,
    private readonly live: Pick<LiveConfig, 'publicUrl'>,
    private readonly metrics: Pick<NoticeMetrics, 'due'>,
  ) {
    super();
  }

  async run(tx: Sql, link: TrackingLink, standing: LinkStanding): Promise<void> {
    const open = await this.notices.openOf(tx, link.uuid, link.generation);
    if (open.length === 0) return;
    for (const notice of open) {
      const kind = kindOf(notice, link, standing);
      if (kind) await this.send(tx, link, notice, kind);
    }
    if (standing.end) await this.notices.done(tx, link.uuid);
  }

  /** Each notice is due once: one that may not be mailed then is left out, and counted. */
  private async send(tx: Sql, link: TrackingLink, notice: OpenNotice, kind: Kind): Promise<void> {
    await this.notices.sent(tx, notice.id, kind);
    const outcome = await this.outcomeOf(tx, link, notice);
    this.metrics.due(kind, outcome);
    if (outcome === 'queued') await this.queue(tx, link, notice, kind);
  }

  private async outcomeOf(tx: Sql, link: TrackingLink, { email }: OpenNotice): Promise<NoticeOutcome> {
    if (!grantsSession(link.access, { email, isVerifiedByCode: true })) return 'not_allowed';
    const occasion = { accountId: link.accountId, linkUuid: link.uuid, email };
    return (await this.isWithinBudget(tx, occasion)) ? 'queued' : 'over_limit';
  }

  private async queue(tx: Sql, link: TrackingLink, notice: OpenNotice, kind: Kind): Promise<void> {
    const { accountId, uuid: linkUuid } = link;
    const unsubscribeUrl = new URL(unsubscribePath(notice.id), this.live.publicUrl).toString();
    const links = {
      map: new URL(`/t/${linkUuid}`, this.live.publicUrl).toString(),
      unsubscribe: unsubscribeUrl,
    };
    const head = await this.headOf(tx, link);
    const minutes = Math.max(1, Math.round(link.progress?.leastEtaMinutes ?? 1));
    const mail = kind === 'arriving' ? arrivingMail(head, minutes, links) : endedMail(head, links);
    await queueMail(tx, {
      ...{ ...mail, accountId, kind: `link_${kind}`, to: notice.email, unsubscribeUrl },
      expiresAt: new Date(this.clock.now() + LIFE[kind]),
    });
  }

  private async isWithinBudget(tx: Sql, occasion: Parameters<MailBudget['spend']>[1]): Promise<boolean> {
    try {
      await this.budget.spend(tx, occasion);
      return true;
    } catch (error) {
      if (error instanceof TooManyRequests) return false;
      throw error;
    }
  }

  private async headOf(tx: Sql, { locale, brandId }: TrackingLink): Promise<LetterHead> {
    const brand = brandId === null ? null : await this.brands.find(tx, brandId);
    return { locale, brandName: brand?.name ?? null };
  }
}

/** Returns what is due now. While viewers see nothing, nobody is told that the vehicle is near. */
function kindOf(
  { arrivingMinutes, ended, isArrivingSent }: OpenNotice,
  { progress }: TrackingLink,
  { end, status }: LinkStanding,
): Kind | null {
  if (end) return ended ? 'ended' : null;
  const least = progress?.leastEtaMinutes ?? null;
  const isNear = arrivingMinutes !== null && least !== null && least <= arrivingMinutes;
  return isNear && !isArrivingSent && status === 'active' ? 'arriving' : null;
}
