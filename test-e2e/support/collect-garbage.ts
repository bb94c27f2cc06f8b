import { once } from 'node:events';
import { eventually } from '@yipii/testing';
import { WebSocket } from 'ws';
import type { AppProcess } from './app-process';

/** For the environment of the process: its inspector takes any free port. */
export const INSPECTABLE = { NODE_OPTIONS: '--inspect-port=0' };

/** Lets a process that was started as {@link INSPECTABLE} throw its garbage away, so that what is left can be compared. */
export async function collectGarbage(app: AppProcess): Promise<void> {
  if (!addressOf(app)) app.signal('SIGUSR1'); // Opens the inspector, and is ignored after that.
  const address = await eventually(() => {
    const found = addressOf(app);
    if (found === undefined) throw new Error('no inspector yet');
    return found;
  });
  const inspector = new WebSocket(address);
  await once(inspector, 'open');
  inspector.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
  await once(inspector, 'message');
  inspector.close();
  await once(inspector, 'close');
}

function addressOf({ lines }: AppProcess): string | undefined {
  return lines
    .map((line) => /Debugger listening on (ws:\S+)/.exec(line)?.[1])
    .find((url) => url !== undefined);
}
