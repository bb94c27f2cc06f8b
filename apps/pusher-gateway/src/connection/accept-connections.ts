import { randomBytes } from 'node:crypto';
import { closeReasons, isRefused, readHandshake, serverFrames, type CloseReason } from '@yipii/protocol';
import type { BearerCheck } from '../limits/bearer-check.ports';
import { readBearer } from '../limits/bearer';
import type { Client } from '../limits/client-address';
import type { GatewayLimits } from '../limits/gateway-limits';
import type { Realm } from '../realms/realm';
import type { Realms } from '../realms/realms';
import type {
  ClientSocket,
  HttpAnswer,
  SocketListener,
  UpgradeRequest,
} from '../sockets/socket-server.ports';
import { ClientConnection, type ConnectionSurroundings } from './client-connection';

/** Lets clients in, or tells them why not. */
export class AcceptConnections {
  constructor(
    private readonly realms: Realms,
    private readonly limits: GatewayLimits,
    /** Null: bearer tokens of upgrades are ignored. */
    private readonly bearers: BearerCheck | null,
    private readonly around: ConnectionSurroundings,
  ) {}

  /** Before there is a WebSocket. */
  upgrade(request: UpgradeRequest): HttpAnswer | null {
    const answer = this.limits.admit(request);
    if (answer) this.around.metrics.refusedWith(answer.status);
    return answer;
  }

  opened(socket: ClientSocket, request: UpgradeRequest): SocketListener {
    const client = this.limits.clientOf(request);
    const tooMuch = this.limits.closeOf(client, this.around.connections.size);
    if (tooMuch) return this.refuse(socket, tooMuch);
    const handshake = readHandshake(request.path, request.query);
    if (isRefused(handshake)) return this.refuse(socket, handshake);
    const realm = this.realms.withKey(handshake.appKey);
    if (!realm) return this.refuse(socket, closeReasons.unknownApp);
    const problem = realm.accepts(request.headers.origin);
    if (problem) return this.refuse(socket, PROBLEMS[problem]);
    const connection = this.connect(socket, realm, { plain: handshake.plain, limitKey: client.limitKey });
    void this.checkBearer(connection, request, client);
    return connection;
  }

  private connect(
    socket: ClientSocket,
    realm: Realm,
    { plain, limitKey }: { plain: boolean; limitKey: string },
  ): ClientConnection {
    const arrival = {
      socketId: newSocketId(),
      client: limitKey,
      style: plain ? 'plain' : 'dotted',
      place: this.limits.places.enter(limitKey),
    } as const;
    const connection = new ClientConnection(socket, arrival, realm, this.around);
    connection.open();
    return connection;
  }

  /** A token that does not hold ends the connection; while it can't be checked, only channels need one. */
  private async checkBearer(
    connection: ClientConnection,
    { headers }: UpgradeRequest,
    { limitKey }: Client,
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
    this.around.metrics.refusedWith(reason.code);
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
