import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Street } from '@yipii/geo';
import { freePort } from './services/free-port';
import { Server } from './services/server';
import { valhallaServer } from './services/valhalla.server';
import { streetsPbf } from './streets-pbf';

/** A Valhalla server of the suite's own, on these streets. */
export class ValhallaFixture {
  private constructor(
    readonly server: Server,
    private readonly folder: string,
  ) {}

  static async start(streets: readonly Street[]): Promise<ValhallaFixture> {
    const folder = mkdtempSync(path.join(tmpdir(), 'yipii-valhalla-'));
    const extract = path.join(folder, 'streets.osm.pbf');
    writeFileSync(extract, streetsPbf(streets));
    const server = new Server(valhallaServer(extract), path.join(folder, 'server'), await freePort());
    return new ValhallaFixture(await server.start(), folder);
  }

  async close(): Promise<void> {
    await this.server.stop();
    rmSync(this.folder, { recursive: true });
  }
}
