import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '@yipii/testing';
import type { DemoFile } from '../../apps/standalone/src/demo/demo-file';
import { AppProcess } from './app-process';
import { accessToken, type LiveAddress } from './live-client';

const PORTS = { API_PORT: '0', GATEWAY_PORT: '0', INGESTION_PORTS: 'teltonika:0,osmand:0' };

/** Standalone with its demo fleet, on free ports and data of its own. */
export class DemoApp {
  private constructor(
    private process: AppProcess,
    private readonly folder: string,
    readonly demo: DemoFile,
    readonly address: LiveAddress,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<DemoApp> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-e2e-'));
    // Its PostgreSQL does not run as root.
    chmodSync(folder, 0o755);
    const dataDir = path.join(folder, 'data');
    const own = { ...PORTS, ...env, DATA_DIR: dataDir };
    const app = await AppProcess.start('standalone', own);
    const demo = await eventually(
      () => JSON.parse(readFileSync(path.join(dataDir, 'demo.json'), 'utf8')) as DemoFile,
    );
    const api = `http://127.0.0.1:${app.port('api')}`;
    const token = await accessToken(api, demo.oauth);
    const address = { api, token, key: demo.app.key, wsPort: app.port('websocket') };
    return new DemoApp(app, folder, demo, address, own);
  }

  /** What it printed since its last start. */
  get lines(): readonly string[] {
    return this.process.lines;
  }

  /** Ends it and starts it again on the same data; where the ports were named these stay, too. */
  async restart(): Promise<void> {
    await this.process.end('SIGTERM');
    this.process = await AppProcess.start('standalone', this.env);
  }

  async stop(): Promise<void> {
    await this.process.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
