import { answered, arrived } from '../play/play';
import type { WireEntry } from '../wire/wire';
import type { Flow } from './flow';

export const breakLog: Flow = {
  step: 'break-log',
  waitsSeconds: 120,
  async run(play) {
    await play.authenticated();
    await play.recipe('break-log');
    const [before] = await play.sees(arrived('.location.updated'));
    const seq = seqOf(before as WireEntry);
    const { body } = await play.call({ method: 'POST', path: '/demo/log/stop' });
    const resumesAt = Date.parse((body as { resumes_at: string }).resumes_at);
    const again = await play.seesNext(
      (entry) => arrived('.location.updated')(entry) && entry.at >= resumesAt && seqOf(entry) > seq,
    );
    await play.own('GET', `asset/${play.values.assetId}/track?after_seq=${seq}`);
    const [missed] = await play.sees(answered('GET', `/api/${play.values.accountKey}/asset`));
    return [before, again, missed].filter((entry) => entry !== undefined);
  },
};

function seqOf({ body }: WireEntry): number {
  const { data } = body as { data: { seq: number } | readonly { seq: number }[] };
  return Math.max(...[data].flat().map(({ seq }) => seq));
}
