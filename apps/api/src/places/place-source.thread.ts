import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import { PlaceIndex } from '@yipii/geo';
import type { MapConfig } from '@yipii/platform';
import { PlaceSource, type LoadedPlaces } from './place.ports';
import { readPlaces, type ReadPlaces } from './read-places';

/** Beside the main program of every app that serves the API. */
const PROGRAM = 'places.main.js';

/**
 * Reads the places in a thread, since that takes seconds for a country. Where the thread's program is not beside
 * this one, as in tests, it reads them itself.
 */
export class ThreadPlaceSource extends PlaceSource {
  private readonly log = new Logger('places');

  constructor(private readonly config: MapConfig) {
    super();
  }

  async load(): Promise<LoadedPlaces> {
    const { streets, dataDir } = this.config;
    const startedAt = performance.now();
    const files = { dataDir, ...(streets !== undefined && { streets }) };
    const program = path.join(path.dirname(process.argv[1] ?? ''), PROGRAM);
    const read = existsSync(program) ? await inThread(program, files) : await readPlaces(files);
    if (read.problem) this.log.error({ msg: 'no streets, only towns are found', reason: read.problem });
    const index = new PlaceIndex(read.columns);
    const ms = Math.round(performance.now() - startedAt);
    this.log.log({ msg: 'places loaded', places: index.size, ms });
    return { index, attribution: read.attribution };
  }
}

function inThread(program: string, workerData: object): Promise<ReadPlaces> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData });
    worker.once('message', (read: ReadPlaces) => {
      resolve(read);
      void worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread that reads the places has ended')));
    worker.unref();
  });
}
