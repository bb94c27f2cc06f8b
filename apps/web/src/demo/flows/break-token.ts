import type { Flow } from './flow';

export const breakToken: Flow = {
  step: 'break-token',
  async run(play) {
    await play.authenticate();
    await play.recipe('break-token');
    const seen = await play.sees('pusher:error', 'close');
    // The token is of no use to anybody now.
    play.know({ token: 'ACCESS_TOKEN' });
    return seen;
  },
};
