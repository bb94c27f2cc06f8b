import type { DemoTexts } from '../../messages/demo/messages';
import { el } from '../../track/dom';
import type { WireEntry } from '../wire/wire';

/** A line of the log, whose body is printed when it is opened. */
export function wireLine(entry: WireEntry, texts: DemoTexts, isOpen = false): HTMLDetailsElement {
  const { at, direction, title, channel, code, body } = entry;
  const pre = el('pre', { tabindex: '0' });
  const print = () => {
    if (!pre.textContent) pre.textContent = JSON.stringify(body, null, 2);
  };
  const isOut = direction === 'out';
  const sign = isOut ? '→' : '←';
  const arrow = el('span', { class: 'arrow', 'aria-hidden': 'true' }, sign);
  const word = isOut ? texts.sent : texts.received;
  const said = el('span', { class: 'unseen' }, word);
  const line = el(
    'details',
    { class: `line ${direction}`, toggle: print },
    el(
      'summary',
      {},
      el('time', {}, clock(at)),
      arrow,
      said,
      code === null ? null : el('b', { class: code >= 400 ? 'code bad' : 'code' }, String(code)),
      el('span', { class: 'title' }, title),
      channel === null ? null : el('span', { class: 'channel' }, channel),
    ),
    pre,
  );
  if (isOpen) {
    line.open = true;
    print();
  }
  return line;
}

/** With tenths of a second. */
function clock(at: number): string {
  const iso = new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString();
  return iso.slice(11, 21);
}
