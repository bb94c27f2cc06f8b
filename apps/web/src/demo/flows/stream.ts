import { arrived, answered } from '../play/play';
import type { Flow } from './flow';

export const authenticate: Flow = {
  step: 'authenticate',
  async run(play) {
    await play.newClient();
    await play.authenticate();
    return play.sees(answered('POST', '/oauth/token'));
  },
};

export const subscribe: Flow = {
  step: 'subscribe',
  async run(play) {
    await play.authenticated();
    await play.recipe('subscribe');
    return play.sees('pusher:connection_established', 'pusher_internal:subscription_succeeded');
  },
};

export const receive: Flow = {
  step: 'receive',
  async run(play) {
    await play.authenticated();
    await play.recipe('receive');
    // After the snapshot.
    return [await play.seesNext(arrived('.location.updated'))];
  },
};
