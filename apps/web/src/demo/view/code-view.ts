import { LANGUAGES, snippet, type Language, type SnippetValues, type StepId } from '../snippets';
import type { DemoTexts } from '../../messages/demo/messages';
import { el } from '../../track/dom';

const NAMES: Record<Language, string> = {
  javascript: 'JavaScript',
  python: 'Python',
  swift: 'Swift',
  kotlin: 'Kotlin',
  curl: 'curl',
};

/** Every card shows the language that was chosen last. */
let chosen: Language = 'javascript';
const views = new Set<CodeView>();

export interface CodeContext {
  readonly step: StepId;
  readonly texts: DemoTexts;
  readonly values: () => SnippetValues;
  /** Makes credentials, so that the program runs as it stands. */
  readonly opened: () => Promise<void>;
}

/** A step as a program in five languages, with the values of the running server. */
export class CodeView {
  readonly element: HTMLDetailsElement;
  private readonly code = el('code', {});
  private readonly buttons = new Map<Language, HTMLButtonElement>();
  private readonly copy: HTMLButtonElement;

  constructor(private readonly context: CodeContext) {
    const { texts } = context;
    for (const language of LANGUAGES) this.buttons.set(language, this.languageButton(language));
    this.copy = copyButton(texts, () => this.code.textContent, this.code);
    const bar = el(
      'div',
      { class: 'languages', role: 'group', 'aria-label': texts.language },
      ...this.buttons.values(),
    );
    const program = el('pre', { tabindex: '0', role: 'region', 'aria-label': texts.code }, this.code);
    this.element = el(
      'details',
      { class: 'program', toggle: () => void this.toggled() },
      el('summary', {}, texts.code),
      bar,
      program,
      el('div', { class: 'actions' }, this.copy),
      el('p', { class: 'small' }, texts.codeNote),
    );
    views.add(this);
  }

  /** With what is known by now. */
  render(): void {
    if (!this.element.open) return;
    const { step, values } = this.context;
    this.code.textContent = snippet(step, chosen, values());
    for (const [language, button] of this.buttons)
      button.setAttribute('aria-pressed', String(language === chosen));
  }

  private async toggled(): Promise<void> {
    this.render();
    if (!this.element.open) return;
    await this.context.opened().catch(() => undefined);
    this.render();
  }

  private languageButton(language: Language): HTMLButtonElement {
    const click = () => {
      chosen = language;
      for (const view of views) view.render();
    };
    return el('button', { type: 'button', 'aria-pressed': 'false', click }, NAMES[language]);
  }
}

/** Copies a text; where the browser does not let pages do so (plain HTTP), it is selected instead. */
export function copyButton(texts: DemoTexts, text: () => string, source: Node): HTMLButtonElement {
  const button = el('button', { type: 'button', class: 'quiet', click: () => void copy() }, texts.copy);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = texts.copied;
    } catch {
      getSelection()?.selectAllChildren(source);
      button.textContent = texts.selected;
    }
  };
  return button;
}
