import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { readRequest, refuseUpgrade } from './http-calls.ws';
import { bareAnswers } from './http-exchange';
import {
  SocketServer,
  type AttachSockets,
  type ClientSocket,
  type SocketSettings,
} from './socket-server.ports';
import { WsSockets, asksForWebSocket } from './upgrades.ws';
import { serveWithoutUpgrade } from './without-upgrade.ws';

/**
 * Serves WebSockets on an HTTP or HTTPS server that serves other things too. Upgrades on other paths are
 * left to the server's other listeners; if there are none, they get 404. Port, timeouts and end of the HTTP
 * server are its owner's business.
 */
export function attachToHttpServer(
  server: Server,
  takesPath: (path: string) => boolean,
  settings: SocketSettings,
): SocketServer {
  return new AttachedSockets(server, takesPath, settings);
}

/** For `ClientGateway.attach`: the paths of Pusher clients. */
export function onHttpServer(server: Server): AttachSockets {
  return (settings) => attachToHttpServer(server, (path) => /^(\/plain)?\/app\//.test(path), settings);
}

class AttachedSockets extends SocketServer {
  private readonly sockets: WsSockets;

  constructor(
    private readonly server: Server,
    private readonly takesPath: (path: string) => boolean,
    settings: SocketSettings,
  ) {
    super();
    this.sockets = new WsSockets(settings);
    server.on('upgrade', this.upgrade);
  }

  /** 0 while the HTTP server does not listen. */
  get port(): number {
    return (this.server.address() as AddressInfo | null)?.port ?? 0;
  }

  publish(topic: string, text: string, except?: ClientSocket): number {
    return this.sockets.publish(topic, text, except);
  }

  accept(): void {}

  stopListening(): void {
    this.sockets.stop();
  }

  close(): Promise<void> {
    this.sockets.cut();
    this.server.off('upgrade', this.upgrade);
    return Promise.resolve();
  }

  private readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (asksForWebSocket(request) && this.takesPath(readRequest(request).path)) {
      this.sockets.upgrade(request, socket, head);
    } else if (this.server.listenerCount('upgrade') === 1) {
      if (asksForWebSocket(request)) refuseUpgrade(request, socket, bareAnswers.nothingThere);
      else serveWithoutUpgrade(this.server, request, socket, head);
    }
  };
}
