import { el } from './dom';

const PULLED_PX = 24;

/** The sheet at the bottom of a phone, a card beside the map on larger screens. */
export class Sheet {
  /** What screen readers are told, politely. */
  private readonly status = el('p', { class: 'unseen', role: 'status' });
  private readonly body = el('div', { class: 'body' });
  private readonly handle: HTMLButtonElement;
  private said = '';

  constructor(
    readonly element: HTMLElement,
    labels: { readonly more: string },
  ) {
    this.handle = el('button', {
      ...{ type: 'button', class: 'handle', 'aria-label': labels.more, 'aria-expanded': 'false' },
      ...{ 'aria-controls': 'sheet', click: () => this.pull(!this.isPulled) },
    });
    element.replaceChildren(this.handle, this.body, this.status);
    this.letPull();
  }

  /** Shows another content; the keyboard goes to where the reader goes on. */
  show(phase: string, ...content: (HTMLElement | null)[]): void {
    document.body.dataset.phase = phase;
    this.pull(false);
    this.body.replaceChildren(...content.filter((part) => part !== null));
    // Low screens scroll: back to the map.
    scrollTo(0, 0);
  }

  say(text: string): void {
    if (text === this.said) return;
    this.said = text;
    this.status.textContent = text;
  }

  private get isPulled(): boolean {
    return this.element.classList.contains('pulled');
  }

  private pull(isPulled: boolean): void {
    this.element.classList.toggle('pulled', isPulled);
    this.handle.setAttribute('aria-expanded', String(isPulled));
    if (!isPulled) this.element.scrollTop = 0;
  }

  /** A finger pulls it up or down by its handle; a tap does the same. */
  private letPull(): void {
    let from: number | null = null;
    this.handle.addEventListener('pointerdown', ({ clientY }) => (from = clientY));
    this.handle.addEventListener('pointermove', ({ clientY }) => {
      if (from === null || Math.abs(clientY - from) < PULLED_PX) return;
      this.pull(clientY < from);
      from = null;
    });
  }
}
