import type { LinkBrand } from '@yipii/client';

/** A link to whoever can be asked. */
export interface ContactWay {
  readonly text: string;
  readonly href: string;
  readonly rel?: string;
  readonly target?: string;
}

/** The links of a contact. Only these kinds of address become one. */
export function contactWays({ email, phone, url }: NonNullable<LinkBrand['contact']>): ContactWay[] {
  const host = url?.startsWith('https://') ? hostOf(url) : null;
  return [
    email !== null && { text: email, href: `mailto:${encodeURIComponent(email).replace('%40', '@')}` },
    phone !== null && { text: phone, href: `tel:${phone.replace(/[^+\d]/g, '')}` },
    url !== null && host !== null && { text: host, href: url, rel: 'noopener noreferrer', target: '_blank' },
  ].filter((way) => way !== false);
}

function hostOf(url: string): string | null {
  try {
    return new URL(url).host;
  } catch {
    // The server checks its form only: `https://a:b` is none.
    return null;
  }
}
