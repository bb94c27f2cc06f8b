import { randomBytes } from 'node:crypto';
import type { SecurityEvents } from '@yipii/platform';
import { closeReasons, isRefused, readHandshake, serverFrames, type CloseReason } from '@yipii/protocol';
import type { AdmitClients } from '../admission/admit-clients';
import type { BearerCheck } from '../bearers/bearer-check.ports';
import { readBearer } from '../bearers/bearer';
import type { RequestClient } from '../proxies/client-address';
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

interface ConnectionChecks {
  readonly limits: GatewayLimits;
  /** Null: bearer tokens of upgrades are ignored. */
  readonly bearers: BearerCheck | null;
  readonly security: Pick<SecurityEvents, 'tell'>;
}

/** Accepts connections of clients, or tells them why they are refused. */
export class AcceptConnections {
  constructor(
    private readonly namespaces: Namespaces,
    private readonly admission: AdmitClients,
    private readonly checks: ConnectionChecks,
    private readonly context: ConnectionContext,
  ) {}

  /** Decides before there is a WebSocket. */
  upgrade(request: UpgradeRequest): HttpAnswer | null {
    const answer = this.admission.upgrade(request);
    if (answer) this.refused(answer.status, this.admission.clientOf(request));
    return answer;
  }

  opened(socket: ClientSocket, request: UpgradeRequest): SocketListener {
    const client = this.admission.clientOf(request);
    const tooMuch = this.admission.closeOf(client, this.context.connections.size);
    if (tooMuch) return this.refuse(socket, tooMuch, client);
    const handshake = readHandshake(request.path, request.query);
    if (isRefused(handshake)) return this.refuse(socket, handshake, client);
    const namespace = this.namespaces.withKey(handshake.appKey);
    if (!namespace) return this.refuse(socket, closeReasons.unknownApp, client);
    const problem = namespace.accepts(request.headers.origin);
    if (problem) return this.refuse(socket, PROBLEMS[problem], client);
    const connection = this.connect(socket, namespace, { plain: handshake.plain, limitKey: client.limitKey });
    void this.checkBearer(connection, request, client);
    return connection;
  }

  private connect(
    socket: ClientSocket,
    namespace: Namespace,
    { plain, limitKey }: { plain: boolean; limitKey: string },
  ): ClientConnection {
    const identity = {
      socketId: newSocketId(),
      client: limitKey,
      style: plain ? 'plain' : 'dotted',
      slot: this.checks.limits.quotas.acquire(limitKey),
    } as const;
    const connection = new ClientConnection(socket, identity, namespace, this.context);
    connection.open();
    return connection;
  }

  /** An invalid token ends the connection. While tokens can't be checked the connection stays: its channels need their own authorisation. */
  private async checkBearer(
    connection: ClientConnection,
    { headers }: UpgradeRequest,
    { limitKey }: RequestClient,
  ): Promise<void> {
    const bearer = readBearer(headers.authorization);
    const { bearers, limits } = this.checks;
    if (!bearers || bearer.kind !== 'token') return;
    const verdict = await bearers.run(bearer.token, connection.socketId);
    if (verdict.kind === 'good') connection.bindTo(verdict.ids, verdict.expiresAt);
    if (verdict.kind !== 'bad') return;
    limits.failures.failed(limitKey, 'bearer');
    connection.close(closeReasons.unauthorised);
  }

  private refuse(socket: ClientSocket, reason: CloseReason, client: RequestClient): SocketListener {
    this.refused(reason.code, client);
    socket.send(serverFrames.closing(reason));
    socket.close(reason.code, reason.message);
    return NOBODY;
  }

  /** @param code an HTTP status or a close code, of those that the gateway answers with */
  private refused(code: number, { limitKey: client }: RequestClient): void {
    this.context.metrics.refusedWith(code);
    const event = { event: 'upgrade_refused', reason: String(code), hashed: { client } } as const;
    this.checks.security.tell(event);
  }
}

const PROBLEMS = { origin: closeReasons.unauthorised, quota: closeReasons.overQuota } as const;

const NOBODY: SocketListener = {
  received: () => undefined,
  oversized: () => undefined,
  heard: () => undefined,
  drained: () => undefined,
  closed: () => undefined,
};

/** Unguessable; `\d+\.\d+`, each part at most 20 digits. */
function newSocketId(): string {
  const bytes = randomBytes(16);
  return `${bytes.readBigUInt64BE(0)}.${bytes.readBigUInt64BE(8)}`;
}
