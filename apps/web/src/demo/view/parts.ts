import type { DemoTexts } from '../../messages/demo/messages';
import { el } from '../../track/dom';

const PARTS = ['steps', 'map', 'wire'] as const;

type Part = (typeof PARTS)[number];

/** The three parts of the page; on a phone one at a time. */
export function parts(texts: DemoTexts, content: Readonly<Record<Part, HTMLElement>>): HTMLElement[] {
  const titles = { map: texts.map, steps: texts.stepsTitle, wire: texts.wire };
  const buttons = PARTS.map((part) =>
    el('button', { type: 'button', 'data-part': part, click: () => show(part) }, titles[part]),
  );
  const show = (part: Part): void => {
    document.body.dataset.part = part;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.part === part));
  };
  show('steps');
  const sections = PARTS.map((part) =>
    el(
      'section',
      { class: `part ${part}-part`, 'aria-labelledby': `${part}-title` },
      el('h2', { id: `${part}-title` }, titles[part]),
      content[part],
    ),
  );
  return [
    el('div', { class: 'tabs', role: 'group', 'aria-label': texts.parts }, ...buttons),
    el('main', {}, ...sections),
  ];
}
