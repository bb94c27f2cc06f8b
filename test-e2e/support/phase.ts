/** Longer than anything that a phase waits for by itself, so that it tells of that instead. */
export const PHASE_MS = 150_000;

/**
 * Runs one phase of a test that has several.
 * @throws with the name of the phase, where it fails or is not over within {@link PHASE_MS}, whatever hangs
 */
export async function phase<T>(name: string, run: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not over within ${PHASE_MS / 1_000} s`)), PHASE_MS);
  });
  try {
    return await Promise.race([run(), late]);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
