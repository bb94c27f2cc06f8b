import type { Flow } from './flow';

export const disable: Flow = {
  step: 'disable',
  async run(play) {
    await play.becomeViewer();
    await play.recipe('disable');
    return play.sees('.link.expired', 'pusher:error', 'close');
  },
};
