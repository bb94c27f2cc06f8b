import { answered } from '../play/play';
import type { Flow } from './flow';

export const poll: Flow = {
  step: 'poll',
  async run(play) {
    play.hangUp();
    await play.becomeViewer();
    await play.recipe('poll');
    const path = `/api/public/tracking/${play.values.linkUuid}/location`;
    const seen = await play.sees(answered('GET', path));
    const { poll_after_seconds: seconds } = seen[0]?.body as { poll_after_seconds: number };
    // It goes on until another step begins.
    const { signal } = play;
    const polls = setInterval(() => void play.recipe('poll'), seconds * 1_000);
    signal.addEventListener('abort', () => clearInterval(polls));
    return seen;
  },
};
