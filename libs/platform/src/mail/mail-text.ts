import { escapeHtml } from '../http/escape-html';

/** The parts of a message. */
export interface MailText {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** The link to follow; shown after the first paragraph. */
  readonly link?: { readonly url: string; readonly label: string };
}

const MAX_NAME = 60;

/** Returns the message as text and as HTML, both with the same content; all of it is escaped. */
export function renderMail({ subject, paragraphs, link }: MailText) {
  const [first = '', ...others] = paragraphs;
  const text = [first, ...(link ? [link.url] : []), ...others].join('\n\n');
  const body = [
    paragraph(escapeHtml(first)),
    ...(link ? [paragraph(`<a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a>`)] : []),
    ...others.map((other) => paragraph(escapeHtml(other))),
  ].join('\n');
  return { subject, text: `${text}\n`, html: `<!doctype html>\n<html><body>\n${body}\n</body></html>\n` };
}

/**
 * Returns a user-supplied name for use in a mail: one line of at most 60 characters, or the fallback if it looks
 * like a web address, so that nobody can advertise one in our mails.
 */
export function nameInMail(name: string, fallback: string): string {
  const line = name.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return line === '' || line.length > MAX_NAME || /[/\\:@]|\w\.\p{L}{2}/u.test(line) ? fallback : line;
}

function paragraph(html: string): string {
  return `<p>${html}</p>`;
}
