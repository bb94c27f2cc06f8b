import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DEMO_MESSAGES } from './demo/messages';
import { fill, MESSAGES, pickLocale, type Locale } from './messages';

const SOURCES = path.join(__dirname, '..');
/** A quoted text in which people would read words. */
const WORDS = /(['"`])(?:(?!\1).)*?[A-ZÅÄÖ][a-zåäöß]+(?: [^'"`]*)?\1/g;
const CODE =
  /^import |^export |^\s*(\*|\/\/|\/\*)|addEventListener|new Error\(|new TypeError\(|'[A-Z][a-z]+'\)?;?$/;

/** Whose data the map shows, and what programmers call things: the same in every language. */
const NAMES = /OpenStreetMap|GeoNames|Natural Earth|JavaScript|Python|Swift|Kotlin|Bearer/g;

/** Programs that are shown as they stand, and ought to be in English. */
const PROGRAMS = path.join('demo', 'snippets');

const sourceFiles = (readdirSync(SOURCES, { recursive: true }) as string[]).filter(
  (name) =>
    name.endsWith('.ts') &&
    !name.includes('.spec.') &&
    !name.startsWith('messages') &&
    !name.startsWith(PROGRAMS),
);
const blanksOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
/** Texts by their path, such as `steps.poll.title`. */
const flat = (texts: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]: [string, string | object]) =>
      typeof text === 'string'
        ? [[key, text]]
        : Object.entries(flat(text)).map(([inner, deep]) => [`${key}.${inner}`, deep]),
    ),
  );
const PAGES: Record<string, Readonly<Record<Locale, object>>> = { track: MESSAGES, demo: DEMO_MESSAGES };
const translations = Object.entries(PAGES).flatMap(([page, { en, ...others }]) =>
  Object.entries(others).map(([locale, texts]) => ({ page, locale, texts: flat(texts), en: flat(en) })),
);

describe('messages', () => {
  it.each(translations)(
    'of the page $page are all there in $locale, with the same blanks, and none is left in English',
    ({ texts, en }) => {
      expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
      for (const [key, text] of Object.entries(texts)) {
        const english = en[key] ?? '';
        expect([key, blanksOf(text)]).toEqual([key, blanksOf(english)]);
        expect([key, text.trim()]).toEqual([key, text]);
        if (english.split(' ').length > 2) expect([key, text]).not.toEqual([key, english]);
      }
    },
  );

  it.each(Object.entries(PAGES))('of the page %s are all used', (page, { en }) => {
    const files = sourceFiles.filter((name) => /^(map|track)/.test(name) || name.startsWith(page));
    const code = files.map((name) => readFileSync(path.join(SOURCES, name), 'utf8')).join('\n');
    const isUsed = (key: string) =>
      new RegExp(`texts\\.${key}\\b|\\{[^}]*\\b${key}\\b[^}]*\\} = this\\.texts`).test(code);
    expect(Object.keys(en).filter((key) => !isUsed(key))).toEqual([]);
  });

  it('are the only texts: no source has words that people would read', () => {
    const found = sourceFiles.flatMap((name) =>
      readFileSync(path.join(SOURCES, name), 'utf8')
        .split('\n')
        .filter((line) => !CODE.test(line))
        .flatMap((line) => line.replace(NAMES, '').match(WORDS) ?? [])
        .filter((text) => / /.test(text) || /^['"`][A-Z][a-z]{3,}['"`]$/.test(text))
        .map((text) => `${name}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  it.each([
    [['sv-FI', 'en'], 'de', 'sv'],
    [['fr', 'DE-at'], 'en', 'de'],
    [['fr'], 'es', 'es'],
    [['fr'], 'xx', 'en'],
    [['toString'], 'en', 'en'],
  ])('are those of the reader: %j, of the link %s', (wanted, ofLink, locale) => {
    expect(pickLocale(wanted, ofLink)).toBe(locale);
  });

  it('are filled in as they stand', () => {
    expect(fill('{a} and {b}', { a: '{b}', b: '$&' })).toBe('{b} and $&');
  });
});
