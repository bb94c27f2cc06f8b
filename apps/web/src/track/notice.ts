import { fill } from '../messages/messages';
import type { Words } from './describe';
import { el } from './dom';

const MINUTES = 10;

export interface NoticeCalls {
  ask(minutes: number): Promise<unknown>;
  takeBack(): Promise<unknown>;
}

/** "Email me when it is near", for viewers whose address was verified by a code. */
export function noticeButton(calls: NoticeCalls, { texts }: Words): HTMLElement {
  const values = { minutes: MINUTES };
  const text = el('p', { class: 'small', role: 'status' });
  const button = el('button', { type: 'button', class: 'quiet', click: () => void toggle() });
  let isOn = false;
  const show = () => {
    button.textContent = isOn ? texts.noticeOff : fill(texts.notice, values);
    text.textContent = isOn ? fill(texts.noticeOn, values) : '';
  };
  const toggle = async () => {
    try {
      await (isOn ? calls.takeBack() : calls.ask(MINUTES));
      isOn = !isOn;
      show();
    } catch {
      text.textContent = texts.errorOther;
    }
  };
  show();
  return el('div', { class: 'notice' }, button, text);
}
