import { randomBytes } from 'node:crypto';
import { closeReasons, isRefused, readHandshake, serverFrames, type CloseReason } from '@yipii/protocol';
import type { BearerCheck } from '../bearers/bearer-check.ports';
import { readBearer } from '../bearers/bearer';
import type { RemoteClient } from '../proxies/client-address';
import type { GatewayLimits } from '../limits/gateway-limits';
import type { Namespace } from '../namespaces/namespace';
import type { Namespaces } from '../namespaces/namespaces';
import type {
  ClientSocket,
  HttpAnswer,
  SocketListener,
  UpgradeRequest,
} from '../sockets/socket-server.ports';
import { ClientConnection, type ConnectionContext } from './client-connection';

/** Lets clients in, or tells them why not. */
export class AcceptConnections {
  constructor(
    private readonly namespaces: Namespaces,
    private readonly limits: GatewayLimits,
    /** Null: bearer tokens of upgrades are ignored. */
    private readonly bearers: BearerCheck | null,
    private readonly context: ConnectionContext,
  ) {}

  /** Before there is a WebSocket. */
  upgrade(request: UpgradeRequest): HttpAnswer | null {
    const answer = this.limits.admit(request);
    if (answer) this.context.metrics.refusedWith(answer.status);
    return answer;
  }

  opened(socket: ClientSocket, request: UpgradeRequest): SocketListener {
    const client = this.limits.clientOf(request);
    const tooMuch = this.limits.closeOf(client, this.context.connections.size);
    if (tooMuch) return this.refuse(socket, tooMuch);
    const handshake = readHandshake(request.path, request.query);
    if (isRefused(handshake)) return this.refuse(socket, handshake);
    const namespace = this.namespaces.withKey(handshake.appKey);
    if (!namespace) return this.refuse(socket, closeReasons.unknownApp);
    const problem = namespace.accepts(request.headers.origin);
    if (problem) return this.refuse(socket, PROBLEMS[problem]);
    const connection = this.connect(socket, namespace, { plain: handshake.plain, limitKey: client.limitKey });
    void this.checkBearer(connection, request, client);
    return connection;
  }

  private connect(
    socket: ClientSocket,
    namespace: Namespace,
    { plain, limitKey }: { plain: boolean; limitKey: string },
  ): ClientConnection {
    const arrival = {
      socketId: newSocketId(),
      client: limitKey,
      style: plain ? 'plain' : 'dotted',
      place: this.limits.places.enter(limitKey),
    } as const;
    const connection = new ClientConnection(socket, arrival, namespace, this.context);
    connection.open();
    return connection;
  }

  /** A token that does not hold ends the connection; while it can't be checked, only channels need one. */
  private async checkBearer(
    connection: ClientConnection,
    { headers }: UpgradeRequest,
    { limitKey }: RemoteClient,
  ): Promise<void> {
    const bearer = readBearer(headers.authorization);
    if (!this.bearers || bearer.kind !== 'token') return;
    const verdict = await this.bearers.run(bearer.token);
    if (verdict.kind === 'good') connection.restOn(verdict.ids, verdict.expiresAt);
    if (verdict.kind !== 'bad') return;
    this.limits.failures.failed(limitKey);
    connection.close(closeReasons.unauthorised);
  }

  private refuse(socket: ClientSocket, reason: CloseReason): SocketListener {
    this.context.metrics.refusedWith(reason.code);
    socket.send(serverFrames.closing(reason));
    socket.close(reason.code, reason.message);
    return NOBODY;
  }
}

const PROBLEMS = { origin: closeReasons.unauthorised, quota: closeReasons.overQuota } as const;

const NOBODY: SocketListener = {
  received: () => undefined,
  heard: () => undefined,
  drained: () => undefined,
  closed: () => undefined,
};

/** Unguessable; `\d+\.\d+`, each part at most 20 digits. */
function newSocketId(): string {
  const bytes = randomBytes(16);
  return `${bytes.readBigUInt64BE(0)}.${bytes.readBigUInt64BE(8)}`;
}
