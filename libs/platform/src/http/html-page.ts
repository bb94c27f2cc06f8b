import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}' +
  '@media(prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#9cf}}';
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY: readonly string[] = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  "img-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

export interface HtmlPage {
  readonly title: string;
  readonly text: string;
  readonly links?: Readonly<Record<string, string>>;
  /** Label of a button that posts to the page's own address. */
  readonly button?: string;
}

/** Returns whether a browser requests a page for a person to read. */
export function wantsPage(request: Request): boolean {
  return ['GET', 'HEAD'].includes(request.method) && request.accepts(['json', 'html']) === 'html';
}

/** Returns a small page of constant text, and the policy to send it with. */
export function renderPage({ title, text, links = {}, button }: HtmlPage) {
  const list = Object.entries(links).map(([label, path]) => `<li><a href="${path}">${label}</a></li>`);
  const form = button === undefined ? '' : `<form method="post"><button>${button}</button></form>`;
  const html =
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${title}</title><style>${STYLE}</style>` +
    `<h1>${title}</h1><p>${text}</p>${list.length > 0 ? `<ul>${list.join('')}</ul>` : ''}${form}</html>`;
  return { html, policy: [...POLICY, `form-action ${form ? "'self'" : "'none'"}`].join('; ') };
}

/** Sends such a page. */
export function sendPage(response: Response, status: number, page: HtmlPage): void {
  const { html, policy } = renderPage(page);
  response.setHeader('Content-Security-Policy', policy);
  response.status(status).type('html').send(html);
}
