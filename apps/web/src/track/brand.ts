import type { LinkBrand } from '@yipii/client';
import { fill } from '../messages/messages';
import { contactWays } from './contact-ways';
import { readableOn, textOn } from './contrast';
import type { Words } from './describe';
import { el } from './dom';

const DEFAULT_ACCENT = '#0f766e';
const DEFAULT_ACCENT_DARK = '#2dd4bf';
const SURFACE = { light: '#ffffff', dark: '#1d2125' };

/** The brand's colours, made readable on the sheet. */
export function paintBrand(brand: LinkBrand | null): void {
  const { accent = null, accent_dark: accentDark = null } = brand?.colors ?? {};
  const light = readableOn(accent ?? DEFAULT_ACCENT, SURFACE.light);
  const dark = readableOn(accentDark ?? accent ?? DEFAULT_ACCENT_DARK, SURFACE.dark);
  const { style } = document.documentElement;
  style.setProperty('--accent-light', light);
  style.setProperty('--accent-dark', dark);
  style.setProperty('--on-accent-light', textOn(light));
  style.setProperty('--on-accent-dark', textOn(dark));
}

export function brandHeader(brand: LinkBrand | null): HTMLElement | null {
  if (!brand) return null;
  const { name, logo } = brand;
  if (!logo) return el('p', { class: 'brand' }, name);
  // By its path: the page may have been reached by another name of the same server.
  const { pathname, search } = new URL(logo.url, location.href);
  const size = { width: String(logo.width), height: String(logo.height) };
  return el('p', { class: 'brand' }, el('img', { src: pathname + search, alt: name, ...size }));
}

/** Whom to ask. */
export function contactOf(brand: LinkBrand | null, { texts }: Words): HTMLElement | null {
  const ways = brand?.contact ? contactWays(brand.contact) : [];
  if (!brand || ways.length === 0) return null;
  const label = el('span', {}, fill(texts.contact, { sender: brand.contact?.name ?? brand.name }));
  return el('p', { class: 'contact' }, label, ...ways.map(({ text, ...link }) => el('a', link, text)));
}
