import { arrived } from '../play/play';
import type { Flow } from './flow';

/** The town is small, and somebody drives too fast every few seconds. */
const WAITS_SECONDS = 150;
const ASKED_AGAIN_MS = 3_000;

interface Alert {
  readonly id: string;
  readonly acknowledgedAt: string | null;
}

export const alertRaised: Flow = {
  step: 'alert-raised',
  waitsSeconds: WAITS_SECONDS,
  async run(play) {
    await play.authenticated();
    await play.recipe('alert-raised');
    return play.sees('.alert.triggered');
  },
};

export const alertCleared: Flow = {
  step: 'alert-cleared',
  waitsSeconds: WAITS_SECONDS,
  async run(play) {
    await play.authenticated();
    await play.recipe('alert-cleared');
    return play.sees('.alert.cleared');
  },
};

export const alertAcknowledged: Flow = {
  step: 'alert-acknowledged',
  waitsSeconds: WAITS_SECONDS,
  async run(play) {
    let open: Alert | undefined;
    while (!open) {
      const alerts = await play.own<readonly Alert[]>('GET', 'alert?limit=50');
      open = alerts.find(({ acknowledgedAt }) => acknowledgedAt === null);
      if (!open) await new Promise((resolve) => setTimeout(resolve, ASKED_AGAIN_MS));
    }
    const { id } = open;
    play.know({ alertId: id });
    await play.recipe('alert-acknowledged');
    return play.sees(
      (entry) => arrived('.alert.acknowledged')(entry) && JSON.stringify(entry.body).includes(id),
    );
  },
};
