import {
  type LiveError,
  type PublicLink,
  type SentCode,
  type TrackingSession,
  type Verification,
} from '@yipii/client';
import { fill } from '../messages/messages';
import { brandHeader } from './brand';
import type { Words } from './describe';
import { el } from './dom';
import type { Sheet } from './sheet';
import { smallPrint } from './small-print';

const SECOND_MS = 1_000;
const DEFAULT_WAIT_S = 60;
const CODE = /^\d{6}$/;

export interface Entry {
  readonly info: PublicLink;
  readonly words: Words;
  readonly sheet: Sheet;
  readonly verify: (given?: Verification) => Promise<TrackingSession | SentCode>;
  /** The session is there. */
  readonly entered: (session: TrackingSession) => void;
  /** The link has ended or never was. */
  readonly gone: (code: string) => void;
}

/** One tap, an address, or an address and a code: how a viewer comes in. Nothing is asked of the server before. */
export class EntryForm {
  private readonly error = el('p', { class: 'error', id: 'error', role: 'alert' });
  private email = '';

  constructor(private readonly entry: Entry) {}

  /** @param note why the viewer is here again */
  intro(note?: string): void {
    const { info, words, sheet } = this.entry;
    const { texts, sender } = words;
    const needsEmail = info.requires.includes('email');
    sheet.show(
      'intro',
      brandHeader(info.brand),
      el('h1', { tabindex: '-1' }, texts.introHeadline),
      note === undefined ? null : el('p', { class: 'note' }, note),
      el(
        'p',
        {},
        [sender !== null && fill(texts.introBy, { sender }), texts.introWhat].filter(Boolean).join(' '),
      ),
      needsEmail ? this.emailForm() : this.tapForm(),
      el('p', { class: 'small' }, texts.introNothing),
      smallPrint(info, words),
    );
  }

  private tapForm(): HTMLElement {
    return this.form([], this.entry.words.texts.follow, () => this.run(undefined));
  }

  private emailForm(): HTMLElement {
    const { info, words } = this.entry;
    const { texts } = words;
    const needsCode = info.requires.includes('code');
    const input = el('input', {
      ...{ id: 'email', type: 'email', name: 'email', autocomplete: 'email', inputmode: 'email' },
      ...{
        required: true,
        maxlength: '254',
        'aria-describedby': 'why error',
        value: this.email,
        spellcheck: 'false',
      },
    });
    const why = fill(needsCode ? texts.emailCodeWhy : texts.emailWhy, { days: info.viewer_data_days ?? '–' });
    const fields = [
      el('label', { for: 'email' }, texts.emailLabel),
      input,
      el('p', { class: 'small', id: 'why' }, why),
    ];
    return this.form(fields, needsCode ? texts.emailSend : texts.follow, () => {
      this.email = input.value.trim();
      if (input.validity.valid) return this.run({ email: this.email }, input);
      this.refuse(texts.errorEmail, input);
      return undefined;
    });
  }

  private codeForm(challengeId: string, note?: string): void {
    const { info, words, sheet } = this.entry;
    const { texts } = words;
    const input = el('input', {
      ...{ id: 'code', name: 'code', autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: '20' },
      ...{ required: true, 'aria-describedby': 'error', class: 'code' },
    });
    const given = { email: this.email, challenge_id: challengeId };
    const again = () => this.run(given, input, texts.codeSentAgain);
    sheet.show(
      'code',
      brandHeader(info.brand),
      el('h1', { tabindex: '-1' }, texts.codeHeadline),
      el('p', {}, note ?? fill(texts.codeSent, { email: this.email })),
      this.form([el('label', { for: 'code' }, texts.codeLabel), input], texts.follow, () => {
        const code = input.value.normalize('NFKC').replace(/[\s-]/g, '');
        if (CODE.test(code)) return this.run({ ...given, code }, input);
        this.refuse(texts.errorCode, input);
        return undefined;
      }),
      el(
        'div',
        { class: 'actions' },
        el('button', { type: 'button', class: 'quiet', click: () => void again() }, texts.codeAgain),
        el('button', { type: 'button', class: 'quiet', click: () => this.intro() }, texts.codeOtherEmail),
      ),
    );
    input.focus();
  }

  private form(
    fields: readonly HTMLElement[],
    label: string,
    submit: () => Promise<void> | undefined,
  ): HTMLElement {
    this.error.textContent = '';
    const button = el('button', { type: 'submit', class: 'main' }, label);
    const send = async (event: Event) => {
      event.preventDefault();
      if (button.getAttribute('aria-disabled') === 'true') return;
      button.setAttribute('aria-disabled', 'true');
      await submit();
      button.removeAttribute('aria-disabled');
    };
    return el(
      'form',
      { novalidate: true, submit: (event) => void send(event) },
      ...fields,
      this.error,
      button,
    );
  }

  private async run(given: Verification | undefined, input?: HTMLInputElement, note?: string): Promise<void> {
    const { verify, entered, gone } = this.entry;
    this.error.textContent = '';
    try {
      const answer = await verify(given);
      if ('session_token' in answer) entered(answer);
      else this.codeForm(answer.challenge_id, note);
    } catch (error) {
      const { code } = error as LiveError;
      if (code === 'LINK_NOT_FOUND' || code === 'LINK_INACTIVE') gone(code);
      else this.refuse(this.reasonOf(error as LiveError, given), input);
    }
  }

  private refuse(reason: string, input?: HTMLInputElement): void {
    this.error.textContent = reason;
    input?.setAttribute('aria-invalid', 'true');
    input?.focus();
  }

  private reasonOf({ status, code, retryAfter }: LiveError, given?: Verification): string {
    const { texts, format } = this.entry.words;
    const wait = format.duration((retryAfter ?? DEFAULT_WAIT_S) * SECOND_MS);
    if (status === 0) return texts.errorOffline;
    if (code === 'CODE_INVALID') return texts.errorCode;
    if (code === 'ADDRESS_NOT_ALLOWED') return texts.errorNotAllowed;
    if (code === 'VIEWER_LIMIT') return fill(texts.errorViewers, { wait });
    if (status === 429) return fill(texts.errorBusy, { wait });
    return status === 422 && given?.email !== undefined ? texts.errorEmail : texts.errorOther;
  }
}
