import { de } from './de';
import { en, type Messages } from './en';
import { es } from './es';
import { sv } from './sv';

export type { Messages } from './en';

export const MESSAGES = { en, sv, de, es } as const satisfies Readonly<Record<string, Messages>>;
export type Locale = keyof typeof MESSAGES;

/** The first language of the reader that there is, else the one that the link names. */
export function pickLocale(wanted: readonly string[], fallback = 'en'): Locale {
  const known = [...wanted, fallback].map((tag) => tag.toLowerCase().split('-')[0] ?? '');
  return known.find((language): language is Locale => language in MESSAGES) ?? 'en';
}

/** Fills in what stands in braces. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
