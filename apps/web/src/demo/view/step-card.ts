import { fill } from '../../messages/messages';
import type { DemoTexts } from '../../messages/demo/messages';
import { el } from '../../track/dom';
import type { Flow } from '../flows';
import type { SnippetValues } from '../snippets';
import type { WireEntry } from '../wire/wire';
import { CodeView } from './code-view';
import { wireLine } from './wire-line';

export interface CardContext {
  readonly flow: Flow;
  readonly texts: DemoTexts;
  readonly values: () => SnippetValues;
  readonly credentials: () => Promise<void>;
  /** The button was pressed. */
  readonly pressed: (card: StepCard) => void;
}

/** What a step does, its button, its program, and afterwards what came over the wire. */
export class StepCard {
  readonly element: HTMLElement;
  readonly flow: Flow;
  private readonly button: HTMLButtonElement;
  private readonly outcome = el('div', { class: 'outcome' });
  private readonly program: CodeView;

  constructor(private readonly context: CardContext) {
    const { flow, texts, pressed, values, credentials } = context;
    this.flow = flow;
    const { title, what } = this.words;
    this.button = el('button', { type: 'button', class: 'main', click: () => pressed(this) });
    this.program = new CodeView({ step: flow.step, texts, values, opened: credentials });
    this.element = el(
      'article',
      { class: 'card', id: flow.step, 'aria-label': title },
      el('h4', {}, el('a', { href: `#${flow.step}` }, title)),
      el('p', {}, what),
      el('div', { class: 'actions' }, this.button),
      this.outcome,
      this.program.element,
    );
    this.show('ready');
  }

  get words(): DemoTexts['steps'][Flow['step']] {
    return this.context.texts.steps[this.context.flow.step];
  }

  focus(): void {
    this.button.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: 'start' });
  }

  playing(): void {
    this.show('playing');
    this.outcome.replaceChildren(el('p', { class: 'small' }, this.context.texts.playing));
  }

  codeCaught(code: string): void {
    const text = fill(this.context.texts.caught, { code });
    this.outcome.append(el('p', { class: 'caught' }, text));
  }

  /** It went as it should. */
  done(seen: readonly WireEntry[]): void {
    const { texts } = this.context;
    this.show('done');
    this.outcome.querySelector('.small')?.remove();
    const lines = seen.map((entry, at) => el('li', {}, wireLine(entry, texts, at === seen.length - 1)));
    this.outcome.append(el('ol', { class: 'lines' }, ...lines), el('p', {}, this.words.after));
    this.program.render();
  }

  failed(reason: string): void {
    this.show('failed');
    const text = fill(this.context.texts.failed, { reason });
    this.outcome.replaceChildren(el('p', { class: 'error' }, text));
  }

  /** It was stopped by whoever played it. */
  stopped(): void {
    this.show('ready');
    this.outcome.replaceChildren();
  }

  private show(state: 'ready' | 'playing' | 'done' | 'failed'): void {
    const { texts } = this.context;
    this.element.dataset.state = state;
    const label = { ready: texts.play, playing: texts.stop, done: texts.again, failed: texts.again }[state];
    this.button.textContent = label;
    this.button.setAttribute('aria-label', `${label}: ${this.words.title}`);
  }
}
