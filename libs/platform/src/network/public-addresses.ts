import type { LiveConfig } from '../config/shared.config';
import type { ListeningPorts } from '../lifecycle/listening-ports';
import { isLocal } from './local-address';

/** Base URLs, without a slash at their end. */
export interface BaseUrls {
  readonly api: string;
  readonly webSocket: string;
}

/** Settings that say nothing: what listens in this process is there, on whatever port. */
const UNSET = { api: /^http:\/\/localhost:8080\/?$/, webSocket: /^ws:\/\/localhost:6001\/?$/ };
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Where clients reach the API and the WebSocket: at the configured addresses, never at what a Host header says. */
export class PublicAddresses {
  constructor(
    private readonly live: Pick<LiveConfig, 'publicUrl' | 'wsPublicUrl'>,
    private readonly ports: Pick<ListeningPorts, 'get'>,
  ) {}

  get urls(): BaseUrls {
    const { publicUrl, wsPublicUrl } = this.live;
    return {
      api: this.onOwnPort(publicUrl, UNSET.api, 'api'),
      webSocket: this.onOwnPort(wsPublicUrl, UNSET.webSocket, 'websocket'),
    };
  }

  /**
   * The same for whoever came by this host: where an address is configured as one of this machine (`localhost`), and
   * the host is a loopback or private address, that is the one. A phone in the same network can't use `localhost`.
   */
  reachedBy(host: string): BaseUrls {
    const { api, webSocket } = this.urls;
    return { api: atHost(api, host), webSocket: atHost(webSocket, host) };
  }

  private onOwnPort(configured: string, unset: RegExp, name: string): string {
    const url = new URL(configured);
    const port = unset.test(configured) ? this.ports.get(name) : undefined;
    if (port !== undefined) url.port = String(port);
    return withoutSlash(url);
  }
}

function atHost(base: string, host: string): string {
  const url = new URL(base);
  if (LOOPBACK.test(url.hostname) && isLocal(host)) url.hostname = host;
  return withoutSlash(url);
}

function withoutSlash({ href }: URL): string {
  return href.replace(/\/$/, '');
}
