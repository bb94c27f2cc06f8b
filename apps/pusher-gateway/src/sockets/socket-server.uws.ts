import { PortTaken, StartRefused, TlsFiles, type TlsSettings } from '@yipii/platform';
import type { us_listen_socket } from 'uWebSockets.js';
import { UwsSocket, UwsSockets } from './client-socket.uws';
import { addRoutes, type AppInUse } from './routes.uws';
import { SocketServer, type ClientSocket, type SocketServerSettings } from './socket-server.ports';
import { loadUws, type Uws, type UwsApp } from './uws-library.uws';

/**
 * @throws UwsMissing
 * @throws PortTaken
 * @throws StartRefused for TLS files that can't be used
 */
export async function openUwsServer(settings: SocketServerSettings): Promise<SocketServer> {
  const uws = loadUws();
  const tls = settings.tls && (await TlsFiles.read(settings.tls));
  const server = new UwsServer(uws, settings, tls);
  await server.open();
  return server;
}

/**
 * In uWebSockets.js a certificate belongs to an app for good, like topics and sockets. So a new certificate
 * needs a new app, which takes over the port, and frames are published to all apps that have sockets. A
 * connection that is waiting to be accepted at that moment is reset.
 */
class UwsServer extends SocketServer {
  private readonly sockets: UwsSockets;
  /** The app that listens, and older ones while they have sockets. */
  private apps: AppInUse[] = [];
  private listening: AppInUse | undefined;
  private token: us_listen_socket | null = null;
  private isStopping = false;
  private isAccepting = true;

  constructor(
    private readonly uws: Uws,
    private readonly settings: SocketServerSettings,
    private readonly tls: TlsFiles | undefined,
  ) {
    super();
    this.sockets = new UwsSockets(settings);
  }

  get port(): number {
    return this.boundPort;
  }
  private boundPort = 0;

  /** @throws PortTaken, StartRefused */
  async open(): Promise<void> {
    const { tls, settings } = this;
    const app = this.createApp();
    await this.listen(app, settings.port);
    // uSockets can listen again on a port with connections by its number, but not as 0.
    if (tls && settings.port === 0) await this.listen(app, this.port);
    tls?.watch(() => this.listen(this.createApp(), this.port));
  }

  publish(topic: string, text: string, except?: ClientSocket): number {
    let recipients = 0;
    for (const { app } of this.apps) {
      const subscribers = app.numSubscribers(topic);
      if (subscribers === 0) continue;
      const isBySubscriber = except instanceof UwsSocket && except.publishIn(app, topic, text);
      if (!isBySubscriber) app.publish(topic, text, false, false);
      recipients += isBySubscriber ? subscribers - 1 : subscribers;
    }
    if (recipients > 0) this.sockets.published(text.length);
    return recipients;
  }

  /** Connections without a request can't be counted; they end after 10 s. Meanwhile the port is not open. */
  accept(isAccepting: boolean): void {
    if (isAccepting === this.isAccepting || !this.listening) return;
    this.isAccepting = isAccepting;
    if (isAccepting) this.listen(this.listening, this.port).catch(() => (this.isAccepting = false));
    else this.leavePort();
  }

  stopListening(): void {
    this.isStopping = true;
    void this.tls?.stop();
    this.leavePort();
  }

  async close(): Promise<void> {
    this.stopListening();
    await this.tls?.stop();
    this.sockets.cut();
    for (const { app } of this.apps) app.close();
    this.apps = [];
  }

  /**
   * Takes the port over from our listening app. By default uSockets would silently share it with any other
   * process.
   */
  private listen(next: AppInUse, port: number): Promise<void> {
    const { LIBUS_LISTEN_DEFAULT: shared, LIBUS_LISTEN_EXCLUSIVE_PORT: exclusive } = this.uws;
    if (this.isStopping) return Promise.resolve();
    this.leavePort();
    return new Promise((resolve, reject) => {
      next.app.listen(port, this.settings.sharesPort ? shared : exclusive, (token) => {
        if (!token) {
          reject(new PortTaken(port, 'GATEWAY_PORT'));
          return;
        }
        this.token = token;
        this.boundPort = this.uws.us_socket_local_port(token);
        this.listening = next;
        this.apps = [...this.apps.filter((app) => app !== next && app.sockets > 0), next];
        resolve();
      });
    });
  }

  private leavePort(): void {
    if (this.token) this.uws.us_listen_socket_close(this.token);
    this.token = null;
  }

  private createApp(): AppInUse {
    const inUse = {
      app: this.settings.tls ? this.createTlsApp(this.settings.tls) : (this.uws.App() as UwsApp),
      sockets: 0,
    };
    addRoutes(this.uws, inUse, {
      settings: this.settings,
      sockets: this.sockets,
      origin: () => ({ isSecure: this.tls !== undefined, isStopping: this.isStopping }),
      changed: (app) => this.keepWhileUsed(app),
    });
    return inUse;
  }

  /** @throws StartRefused */
  private createTlsApp({ certFile, keyFile, variables }: TlsSettings): UwsApp {
    try {
      return this.uws.SSLApp({ cert_file_name: certFile, key_file_name: keyFile }) as UwsApp;
    } catch (cause) {
      throw new StartRefused(
        `uWebSockets.js can not use ${variables.cert}=${certFile} with ${variables.key}=${keyFile}: it takes RSA and ECDSA`,
        { cause },
      );
    }
  }

  /** An older app may be in use again: a connection that was kept alive may ask for a WebSocket now. */
  private keepWhileUsed(app: AppInUse): void {
    const isKept = this.apps.includes(app);
    const isUsed = app.sockets > 0 || app === this.listening;
    if (isUsed && !isKept) this.apps = [...this.apps, app];
    else if (!isUsed && isKept) this.apps = this.apps.filter((kept) => kept !== app);
  }
}
