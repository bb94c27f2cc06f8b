import type { AlertType } from '@yipii/domain';

/** What people get by mail about alerts, in one language. In braces is what varies. */
export interface NoticeMessages {
  readonly types: Readonly<Record<AlertType, string>>;
  readonly severities: Readonly<Record<string, string>>;
  /** `{asset}`, `{type}`. */
  readonly raised: string;
  /** `{count}`. */
  readonly gathered: string;
  /** `{count}`. */
  readonly storm: string;
  /** `{asset}`, `{type}`; before a message that repeats one. */
  readonly reminder: string;
  /** `{count}`. */
  readonly reminders: string;
  readonly cleared: string;
  readonly acknowledged: string;
  /** `{time}`, `{asset}`, `{type}`, `{severity}`, `{rule}`. */
  readonly line: string;
  /** `{count}`. */
  readonly more: string;
  readonly account: string;
}
