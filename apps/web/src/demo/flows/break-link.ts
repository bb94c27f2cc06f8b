import { answered } from '../play/play';
import type { Flow } from './flow';

export const breakLink: Flow = {
  step: 'break-link',
  async run(play) {
    await play.becomeViewer();
    // Connected, and then the owner ends it.
    await play.recipe('disable');
    await play.sees('.link.expired', 'close');
    await play.recipe('break-link');
    return play.sees('pusher:error', 'close', answered('GET', '/api/public/tracking'));
  },
};
