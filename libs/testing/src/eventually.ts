interface Patience {
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/** Calls `attempt` until it neither throws nor rejects and answers its value; after the timeout, its last error. */
export async function eventually<T>(
  attempt: () => Promise<T> | T,
  { timeoutMs = 30_000, everyMs = 20 }: Patience = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
