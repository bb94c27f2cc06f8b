import { arrived } from '../play/play';
import type { StepId } from '../snippets';
import type { Flow } from './flow';

/** The town is small, and somebody drives too fast every few seconds. */
const WAITS_SECONDS = 150;
const ASKED_AGAIN_MS = 3_000;

interface Alert {
  readonly id: string;
  readonly acknowledgedAt: string | null;
}

export const alertRaised = told('alert-raised', '.alert.triggered');
export const alertCleared = told('alert-cleared', '.alert.cleared');

export const alertAcknowledged: Flow = {
  step: 'alert-acknowledged',
  waitsSeconds: WAITS_SECONDS,
  async run(play) {
    const { id } = await play.until(async () => {
      const alerts = await play.own<readonly Alert[]>('GET', 'alert?limit=50');
      return alerts.find(({ acknowledgedAt }) => acknowledgedAt === null);
    }, ASKED_AGAIN_MS);
    play.know({ alertId: id });
    await play.recipe('alert-acknowledged');
    return play.sees(
      (entry) => arrived('.alert.acknowledged')(entry) && JSON.stringify(entry.body).includes(id),
    );
  },
};

/** A step that only waits for an alert on the fleet's channel. */
function told(step: StepId, event: string): Flow {
  return {
    step,
    waitsSeconds: WAITS_SECONDS,
    async run(play) {
      await play.authenticated();
      await play.recipe(step);
      return play.sees(event);
    },
  };
}
