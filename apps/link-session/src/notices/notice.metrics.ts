import type { Metrics } from '@yipii/platform';

/** What becomes of a notice that is due: its viewer may not follow the link any more, or got too many mails. */
export type NoticeOutcome = 'queued' | 'not_allowed' | 'over_limit';

/** Counts the notices of links. */
export class NoticeMetrics {
  private readonly notices;

  constructor(metrics: Metrics) {
    this.notices = metrics.counter({
      name: 'yipii_link_notices_total',
      help: 'Notices to viewers of links that were due: queued, not_allowed (the link was narrowed), over_limit (left out)',
      labels: ['kind', 'outcome'],
    });
  }

  due(kind: 'arriving' | 'ended', outcome: NoticeOutcome): void {
    this.notices.inc({ kind, outcome });
  }
}
