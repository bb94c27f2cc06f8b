import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { CustomerServer, type Pages } from '../support/customer-server';
import { PusherBackend } from '../support/pusher-backend';

const packages = createRequire(__filename);
const script = (file: string) => ({ type: 'text/javascript', body: readFileSync(file) });
const beside = (name: string, file: string): string => path.join(packages.resolve(name), '..', file);

/** A customer's server with a page that has pusher-js and laravel-echo as they are published. */
export class Site {
  private constructor(
    readonly backend: PusherBackend,
    readonly customer: CustomerServer,
  ) {}

  static async start(): Promise<Site> {
    const backend = await PusherBackend.start();
    return new Site(backend, await CustomerServer.start(backend.sdk(1), PAGES));
  }

  async stop(): Promise<void> {
    await this.customer.stop();
    await this.backend.stop();
  }
}

const PAGES: Pages = {
  '/': { type: 'text/html', body: readFileSync(path.join(__dirname, 'pages/site.html')) },
  '/site.js': script(path.join(__dirname, 'pages/site.js')),
  '/pusher.js': script(beside('pusher-js', '../web/pusher-with-encryption.min.js')),
  '/echo.js': script(beside('laravel-echo', 'echo.iife.js')),
};
