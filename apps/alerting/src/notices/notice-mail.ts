import { ALERT_TYPES, type AlertType, type Notice, type NoticeLocale, type ToldAlert } from '@yipii/domain';
import { nameInMail, renderMail } from '@yipii/platform';
import { de } from './messages/de';
import { en } from './messages/en';
import { es } from './messages/es';
import type { NoticeMessages } from './messages/notice-messages';
import { sv } from './messages/sv';

const MESSAGES: Readonly<Record<NoticeLocale, NoticeMessages>> = { en, sv, de, es };
/** What several alerts in one mail are called. */
const LISTS: Partial<Record<Notice['kind'], 'gathered' | 'reminders'>> = {
  raised: 'gathered',
  reminder: 'reminders',
};
const MAX_LINES = 50;

/** In which language, and of which account, a mail is. */
export interface NoticeHead {
  readonly locale: NoticeLocale;
  /** IANA name; times are by its clocks. */
  readonly timezone: string;
  readonly accountKey: string;
}

/** Names of the account that look like web addresses are not shown. */
export function noticeMail({ kind, alerts }: Pick<Notice, 'kind' | 'alerts'>, head: NoticeHead) {
  const messages = MESSAGES[head.locale];
  const [first] = alerts;
  const isList = alerts.length > 1 || kind === 'storm';
  const subject = fill(messages[isList ? (LISTS[kind] ?? kind) : kind], {
    ...(first && valuesOf(first, head)),
    count: String(alerts.length),
  });
  const lines = alerts.slice(0, MAX_LINES).map((alert) => fill(messages.line, valuesOf(alert, head)));
  const left = alerts.length - lines.length;
  return renderMail({
    subject: alerts.some(({ severity }) => severity === 'critical') ? `⚠ ${subject}` : subject,
    paragraphs: [
      ...lines,
      ...(left > 0 ? [fill(messages.more, { count: String(left) })] : []),
      fill(messages.account, { account: head.accountKey }),
    ],
  });
}

type TextValues = Readonly<Record<string, string>>;

function valuesOf(
  { assetName, assetId, type, severity, ruleName, ruleId, triggeredAt }: ToldAlert,
  head: NoticeHead,
) {
  const { types, severities } = MESSAGES[head.locale];
  return {
    asset: nameInMail(assetName, String(assetId)),
    rule: nameInMail(ruleName, String(ruleId)),
    type: type in ALERT_TYPES ? types[type as AlertType] : type,
    severity: severities[severity] ?? severity,
    time: timeOf(triggeredAt, head),
  };
}

function timeOf(at: number, { locale, timezone: timeZone }: NoticeHead): string {
  const format = { dateStyle: 'medium', timeStyle: 'short', timeZone, timeZoneName: undefined } as const;
  return `${new Intl.DateTimeFormat(locale, format).format(at)} (${timeZone})`;
}

function fill(text: string, values: TextValues): string {
  return text.replaceAll(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole);
}
