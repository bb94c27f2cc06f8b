import {
  UserSessions,
  type ListedSession,
  type Living,
  type SessionRecord,
  type WorkerUnitOfWork,
  hashSecret,
} from '@yipii/persistence';
import type { Clock, WorkerDatabase } from '@yipii/platform';
import type { PeopleConfig } from './people.config';
import { isToken, newToken } from './session-token';
import { Sessions, type OpenedSession, type SessionOwner } from './sessions.ports';

const MAX_USER_AGENT = 200;
/** How exact the last use of a session is: each request would write otherwise. */
const SEEN_EVERY_MS = 60_000;

export class PostgresSessions extends Sessions {
  private readonly sessions = new UserSessions();

  constructor(
    private readonly worker: WorkerDatabase,
    private readonly unitOfWork: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly config: PeopleConfig,
  ) {
    super();
  }

  async open(
    { accountId, userId }: SessionOwner,
    {
      userAgent,
      token: former,
    }: { readonly userAgent: string | undefined; readonly token: string | undefined },
  ): Promise<OpenedSession> {
    const now = this.clock.now();
    const { sessionTtlSeconds, sessionIdleSeconds } = this.config;
    const token = newToken();
    const expiresAt = new Date(now + sessionTtlSeconds * 1_000);
    await this.unitOfWork.run(async (tx) => {
      if (isToken(former)) await this.sessions.endByToken(tx, hashSecret(former));
      await this.sessions.create(tx, {
        ...{ accountId, userId, tokenHash: hashSecret(token) },
        userAgent: userAgent?.replaceAll(/\p{C}/gu, '').slice(0, MAX_USER_AGENT) ?? null,
        ...{ now: new Date(now), expiresAt, idleAt: new Date(now + sessionIdleSeconds * 1_000) },
      });
    });
    return { token, expiresAt };
  }

  async find(token: string): Promise<SessionRecord | null> {
    if (!isToken(token)) return null;
    const living = this.living();
    const { pool } = this.worker;
    const session = await this.sessions.find(pool, hashSecret(token), living);
    if (session && living.now.getTime() - session.lastSeenAt.getTime() >= SEEN_EVERY_MS)
      await this.sessions.seen(pool, session.id, living.now);
    return session;
  }

  listOf(userId: number): Promise<readonly ListedSession[]> {
    return this.sessions.listOf(this.worker.pool, userId, this.living());
  }

  async end(userId: number, id: string): Promise<boolean> {
    return (await this.unitOfWork.run((tx) => this.sessions.end(tx, userId, { only: id }))) > 0;
  }

  close(token: string): Promise<void> {
    return this.unitOfWork.run((tx) => this.sessions.endByToken(tx, hashSecret(token)));
  }

  private living(): Living {
    const now = this.clock.now();
    return { now: new Date(now), seenAfter: new Date(now - this.config.sessionIdleSeconds * 1_000) };
  }
}
