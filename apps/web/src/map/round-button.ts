import { el } from '../track/dom';

/** A button on the map. @param sign what is seen; screen readers get the label */
export function roundButton(label: string, sign: string, click: () => void): HTMLButtonElement {
  const icon = el('span', { 'aria-hidden': 'true' }, sign);
  return el('button', { type: 'button', class: 'round', 'aria-label': label, title: label, click }, icon);
}
