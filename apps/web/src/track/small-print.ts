import type { PublicLink } from '@yipii/client';
import { saidByServer } from '../map/said-by-server';
import { fill } from '../messages/messages';
import { contactOf } from './brand';
import type { Words } from './describe';
import { el } from './dom';

/** Who shares, who can see it, and how long an address is kept. */
export function smallPrint(info: PublicLink, words: Words): HTMLElement {
  const { texts, sender } = words;
  const { brand, requires } = info;
  const days = info.viewer_data_days;
  const tiles = saidByServer('map-tiles');
  const paragraphs = [
    sender === null ? texts.privacyByNobody : fill(texts.privacyBy, { sender }),
    texts.privacyWho,
    requires.length > 0 && days !== undefined && fill(texts.privacyAddress, { days }),
    tiles === null ? texts.privacyNothing : fill(texts.privacyMap, { host: new URL(tiles).host }),
    brand?.privacy_text,
  ];
  return el(
    'details',
    { class: 'privacy' },
    el('summary', {}, texts.privacy),
    ...paragraphs.map((text) => (text ? el('p', {}, text) : null)),
    contactOf(brand, words),
  );
}
