import { nameInMail, renderMail } from '@yipii/platform';
import type { LinkLocale } from '@yipii/domain';
import { de } from './messages/de';
import { en } from './messages/en';
import { es } from './messages/es';
import type { LinkMessages, MessageText } from './messages/link-messages';
import { sv } from './messages/sv';

const MESSAGES: Readonly<Record<LinkLocale, LinkMessages>> = { en, sv, de, es };

/** In which language and on whose behalf a mail is written. */
export interface LetterHead {
  readonly locale: LinkLocale;
  /** The name of the link's brand, the only text of an account in our mails; null: it has none. */
  readonly brandName: string | null;
}

/** Holds the code in subject and first line; no address of a page, and nothing about the vehicle. */
export function codeMail(head: LetterHead, code: string) {
  return renderMail(fill(MESSAGES[head.locale].code, head, { code }));
}

/** Where a notice leads: to the map, and to where no more of them are asked for. */
export interface NoticeLinks {
  readonly map: string;
  readonly unsubscribe: string;
}

export function arrivingMail(head: LetterHead, minutes: number, links: NoticeLinks) {
  return noticeMail('arriving', head, links, { minutes: String(minutes) });
}

export function endedMail(head: LetterHead, links: NoticeLinks) {
  return noticeMail('ended', head, links, {});
}

type TextValues = Readonly<Record<string, string>>;

function noticeMail(kind: 'arriving' | 'ended', head: LetterHead, links: NoticeLinks, values: TextValues) {
  const messages = MESSAGES[head.locale];
  const { subject, paragraphs } = fill(messages[kind], head, values);
  return renderMail({
    subject,
    paragraphs: [...paragraphs, `${messages.unsubscribe} ${links.unsubscribe}`],
    ...(kind === 'arriving' && { link: { url: links.map, label: messages.follow } }),
  });
}

function fill({ subject, paragraphs }: MessageText, { locale, brandName }: LetterHead, values: TextValues) {
  const { neutralSender } = MESSAGES[locale];
  const sender = brandName === null ? neutralSender : nameInMail(brandName, neutralSender);
  const all: TextValues = { ...values, sender };
  const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (hole, name: string) => all[name] ?? hole);
  return { subject: filled(subject), paragraphs: paragraphs.map(filled) };
}
