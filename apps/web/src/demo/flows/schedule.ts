import type { Flow } from './flow';

export const schedule: Flow = {
  step: 'schedule',
  async run(play) {
    await play.becomeViewer();
    await play.recipe('schedule');
    return play.sees('.schedule.changed');
  },
};
