import { parentPort, workerData, type Transferable } from 'node:worker_threads';
import { readPlaces, type PlaceFiles } from './read-places';

/** The program of the thread: reads the places and hands them over without copying. */
export async function runPlacesThread(): Promise<void> {
  const read = await readPlaces(workerData as PlaceFiles);
  parentPort?.postMessage(read, buffersOf(read.columns));
}

/** Of all arrays in it, at any depth. */
function buffersOf(columns: object): Transferable[] {
  return Object.values(columns).flatMap((value: object) =>
    ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : buffersOf(value),
  );
}
