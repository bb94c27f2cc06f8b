import type { AlertSeverity } from '../alert/alert-rule';
import type { Schedule } from '../schedule/schedule';

export const NOTICE_LOCALES = ['en', 'sv', 'de', 'es'] as const;
export type NoticeLocale = (typeof NOTICE_LOCALES)[number];

/** What is told besides raises. */
export const TOLD_CHANGES = ['cleared', 'acknowledged'] as const;
export type ToldChange = (typeof TOLD_CHANGES)[number];

/** Who is told of which alerts, when and how. */
export interface NotificationPolicy {
  readonly id: number;
  readonly emails: readonly string[];
  readonly locale: NoticeLocale;
  /** Alerts below it are not told. */
  readonly minSeverity: AlertSeverity;
  /** Only alerts of the assets of these groups; null: all of the account. */
  readonly groupIds: readonly number[] | null;
  readonly alsoTold: readonly ToldChange[];
  /** When only critical alerts are told; others wait for its end. Null: never. */
  readonly quietHours: Schedule | null;
  /** How alerts that are not critical are gathered; null: each is told at once. */
  readonly digest: Digest | null;
  /** What follows an alert that was told until somebody acknowledges it; at most three steps. */
  readonly escalation: readonly EscalationStep[];
  readonly storm: StormRule | null;
}

export type Digest =
  /** A message so long after the first alert in it. */
  | { readonly kind: 'minutes'; readonly minutes: number }
  /** A message a day, `HH:MM` by the clocks of the zone. */
  | { readonly kind: 'daily'; readonly at: string; readonly timezone: string };

export interface EscalationStep {
  /** After the step before, or after the first message. */
  readonly afterMinutes: number;
  /** Null: those who were told first. */
  readonly emails: readonly string[] | null;
}

/** More assets than this that go offline within so many minutes are one message with the list of them. */
export interface StormRule {
  readonly assets: number;
  readonly minutes: number;
}

/** What messages say of an alert. Times are epoch ms. */
export interface ToldAlert {
  readonly id: string;
  readonly type: string;
  readonly severity: string;
  readonly assetId: number;
  readonly assetName: string;
  readonly ruleId: number;
  readonly ruleName: string;
  readonly triggeredAt: number;
}
