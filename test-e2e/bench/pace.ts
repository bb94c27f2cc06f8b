/** How often, and for how long. */
export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Calls `run` with 0, 1, 2, … at an even pace, whatever it takes; resolves with how often. What is late is caught up. */
export function paced({ perSecond, seconds }: Pace, run: (n: number) => void): Promise<number> {
  const all = Math.round(perSecond * seconds);
  const startedAt = performance.now();
  let done = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(all, Math.floor(((performance.now() - startedAt) * perSecond) / 1_000) + 1);
      while (done < due) run(done++);
      if (done < all) return;
      clearInterval(timer);
      resolve(done);
    }, 1);
  });
}

/** Microseconds of a clock that all processes of this machine share. */
export function nowMicros(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
