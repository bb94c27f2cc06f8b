import type { TrackerTransport } from './tracker-protocol';

/**
 * What devices of one protocol send, for the tests that run over every protocol. A protocol's folder has a
 * file `<name>.samples.ts` that exports them as `samples`.
 */
export interface TrackerSamples extends Readonly<Partial<Record<TrackerTransport, TransportSamples>>> {
  /** The ids of two devices. */
  readonly devices: readonly [string, string];
}

export interface TransportSamples {
  /** What identifies a device before its first frame; absent where every frame does so itself. */
  login?(deviceId: string): Buffer;
  /** Frames, datagrams or requests that belong together in any order, each with a record at least. */
  frames(deviceId: string): readonly Buffer[];
}

export async function loadSamples(protocol: string): Promise<TrackerSamples> {
  const { samples } = (await import(`./${protocol}/${protocol}.samples.ts`)) as { samples: TrackerSamples };
  return samples;
}
