/** Sockets of a page that nobody sees are closed after this time. */
const HIDDEN_MS = 30_000;
const TICK_MS = 1_000;
/** A tick that comes so much too late or too early: the device slept, or its clock was set. */
const JUMP_MS = 5_000;

/** How a page comes back. After `away` whatever was connected is gone. */
export type Return = 'seen' | 'away';

export interface PageHooks {
  readonly hidden: () => void;
  readonly shown: (how: Return) => void;
}

interface Target {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

const page = globalThis as { document?: Target & { visibilityState: string }; window?: Target };

/** Watches whether the page is seen, online and awake; outside of a browser only the last. Returns what ends it. */
export function watchPage({ hidden, shown }: PageHooks): () => void {
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let ticked = Date.now();
  const isHidden = () => page.document?.visibilityState === 'hidden';
  const back = (how: Return) => {
    clearTimeout(hiding);
    if (!isHidden()) shown(how);
  };
  const look = () => {
    clearTimeout(hiding);
    if (isHidden()) hiding = setTimeout(hidden, HIDDEN_MS);
    else back('seen');
  };
  const away = () => back('away');
  const ticks = setInterval(() => {
    const late = Date.now() - ticked - TICK_MS;
    ticked = Date.now();
    // Timers of hidden pages run seldom.
    if (Math.abs(late) > JUMP_MS) away();
  }, TICK_MS);
  const heard: [Target | undefined, string, () => void][] = [
    [page.document, 'visibilitychange', look],
    [page.document, 'resume', away],
    [page.window, 'pageshow', away],
    [page.window, 'online', away],
  ];
  for (const [target, name, listener] of heard) target?.addEventListener(name, listener);
  return () => {
    clearTimeout(hiding);
    clearInterval(ticks);
    for (const [target, name, listener] of heard) target?.removeEventListener(name, listener);
  };
}
