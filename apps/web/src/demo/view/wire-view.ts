import type { DemoTexts } from '../../messages/demo/messages';
import { el } from '../../track/dom';
import type { Wire, WireEntry } from '../wire/wire';
import { copyButton } from './code-view';
import { wireLine } from './wire-line';

/** More lines than anybody reads make a page slow. */
const MOST_SHOWN = 200;
/** Whoever is so near to the end reads what is new. */
const NEAR_END_PX = 48;

/** The log of the wire, as the network panel of a browser, with filters. */
export class WireView {
  readonly element: HTMLElement;
  private readonly list = el('ol', { class: 'lines', tabindex: '0', role: 'list' });
  private readonly kind: HTMLSelectElement;
  private readonly search: HTMLInputElement;
  private readonly pause: HTMLButtonElement;
  /** The last entry that is shown; infinite while the log is not paused. */
  private last = Infinity;

  constructor(
    private readonly texts: DemoTexts,
    private readonly wire: Wire,
  ) {
    const change = () => this.render();
    this.kind = el('select', { change, 'aria-label': texts.show }, ...this.choices());
    this.search = el('input', {
      ...{ type: 'search', placeholder: texts.filter, 'aria-label': texts.filter, input: change },
      ...{ spellcheck: 'false', autocomplete: 'off' },
    });
    this.list.setAttribute('aria-label', texts.wire);
    this.pause = el(
      'button',
      { type: 'button', class: 'quiet', click: () => this.togglePause() },
      texts.pause,
    );
    const click = () => {
      wire.clear();
      this.render();
    };
    this.element = el(
      'div',
      { class: 'wire' },
      el('div', { class: 'toolbar' }, this.kind, this.search),
      this.list,
      el(
        'div',
        { class: 'toolbar' },
        this.pause,
        el('button', { type: 'button', class: 'quiet', click }, texts.clear),
        copyButton(texts, () => JSON.stringify(this.chosen(), null, 2), this.list),
      ),
    );
    wire.listen((entry) => this.append(entry));
    this.render();
  }

  private choices(): HTMLOptionElement[] {
    const { texts } = this;
    const choices = { all: texts.all, rest: texts.calls, frame: texts.frames, step: texts.ofStep };
    return Object.entries(choices).map(([value, text]) => el('option', { value }, text));
  }

  private append(entry: WireEntry): void {
    if (!this.isChosen(entry)) return;
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    this.list.querySelector(':scope > .empty')?.remove();
    this.list.append(this.item(entry));
    while (this.list.childElementCount > MOST_SHOWN) this.list.firstElementChild?.remove();
    if (isAtEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  /** Shows anew what is to be shown, with what the present step has caused marked. */
  render(): void {
    const items = this.chosen()
      .slice(-MOST_SHOWN)
      .map((entry) => this.item(entry));
    this.list.replaceChildren(...items);
    const { empty, noMatch } = this.texts;
    if (items.length === 0)
      this.list.append(el('li', { class: 'empty' }, this.wire.entries.length > 0 ? noMatch : empty));
    this.list.scrollTop = this.list.scrollHeight;
  }

  private item(entry: WireEntry): HTMLLIElement {
    const isOfStep = entry.step !== null && entry.step === this.wire.step;
    const mark = isOfStep ? 'of-step' : '';
    return el('li', { class: mark }, wireLine(entry, this.texts));
  }

  private chosen(): readonly WireEntry[] {
    return this.wire.entries.filter((entry) => this.isChosen(entry));
  }

  private isChosen(entry: WireEntry): boolean {
    if (entry.id > this.last) return false;
    const kind = this.kind.value;
    if (kind === 'rest' && entry.kind !== 'rest') return false;
    if (kind === 'frame' && entry.kind === 'rest') return false;
    if (kind === 'step' && entry.step !== this.wire.step) return false;
    const wanted = this.search.value.trim().toLowerCase();
    if (wanted === '') return true;
    const { title, channel, code, body } = entry;
    return `${title} ${channel} ${code} ${JSON.stringify(body)}`.toLowerCase().includes(wanted);
  }

  private togglePause(): void {
    const isPaused = this.last !== Infinity;
    this.last = isPaused ? Infinity : this.wire.newest;
    this.pause.textContent = isPaused ? this.texts.pause : this.texts.goOn;
    if (isPaused) this.render();
  }
}
