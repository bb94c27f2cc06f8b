/** The parts of a message. */
export interface MailText {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Where to go on; shown after the first paragraph. */
  readonly link?: { readonly url: string; readonly label: string };
}

const MAX_NAME = 60;

/** Returns the message as text and as HTML, both with the same content; all of it is escaped. */
export function renderMail({ subject, paragraphs, link }: MailText) {
  const [first = '', ...others] = paragraphs;
  const text = [first, ...(link ? [link.url] : []), ...others].join('\n\n');
  const body = [
    paragraph(escape(first)),
    ...(link ? [paragraph(`<a href="${escape(link.url)}">${escape(link.label)}</a>`)] : []),
    ...others.map((other) => paragraph(escape(other))),
  ].join('\n');
  return { subject, text: `${text}\n`, html: `<!doctype html>\n<html><body>\n${body}\n</body></html>\n` };
}

/**
 * Returns a name that people have entered as a mail may show it: one line of at most 60 characters; the fallback where
 * it looks like an address of the web, so that nobody can advertise one in our mails.
 */
export function nameInMail(name: string, fallback: string): string {
  const line = name.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return line === '' || line.length > MAX_NAME || /[/\\:@]|\w\.\p{L}{2}/u.test(line) ? fallback : line;
}

function paragraph(html: string): string {
  return `<p>${html}</p>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
