import { UnitOfWork, WorkerUnitOfWork } from '@yipii/persistence';
import {
  Clock,
  Lifecycle,
  LiveConfig,
  Outbox,
  provide,
  provideAs,
  RateLimits,
  RunTimers,
  WorkerDatabase,
} from '@yipii/platform';
import { AcceptInvitation } from './accept-invitation';
import { AuthController } from './auth.controller';
import { AuthenticateSession } from './authenticate-session';
import { BrowserSession } from './browser-session.http';
import { ChangePassword, ConfirmPassword } from './change-password';
import { CreateUser } from './create-user';
import { OpenIdProvider } from './identity-provider.openid-client';
import { IdentityProvider } from './identity-provider.ports';
import { InvitationController } from './invitation.controller';
import { PostgresInvitationDesk } from './invitation-desk.postgres';
import { Invitations } from './invitations.ports';
import { PostgresInvitations } from './invitations.postgres';
import { InvitationDesk, InvitePerson } from './invite-person';
import { OwnSecondFactorController } from './own-second-factor.controller';
import { OwnSessionController } from './own-session.controller';
import { PasswordHasher } from './password-hasher';
import { Argon2Passwords } from './password-hasher.argon2';
import { PasswordResets } from './password-resets.ports';
import { PostgresPasswordResets } from './password-resets.postgres';
import { PeopleConfig } from './people.config';
import { UserCredentials } from './people.ports';
import { ResetPassword } from './reset-password';
import { SessionCookie, SsoCookie } from './session-cookie';
import { sessionTimers } from './session-timers.postgres';
import { Sessions } from './sessions.ports';
import { PostgresSessions } from './sessions.postgres';
import { SetUpSecondFactor } from './set-up-second-factor';
import { SignIn } from './sign-in';
import { PostgresUserCredentials } from './user-credentials.postgres';
import { SsoController } from './sso.controller';
import { SsoUsers } from './sso-users.ports';
import { PostgresSsoUsers } from './sso-users.postgres';
import { UsersController } from './users.controller';

export const PEOPLE_CONTROLLERS = [
  AuthController,
  SsoController,
  OwnSessionController,
  OwnSecondFactorController,
  UsersController,
  InvitationController,
];

/** Sessions that end by themselves; starts with the process. */
export class SessionTimers {}

/** Users, how they come in, and their sessions. */
export const PEOPLE_PROVIDERS = [
  {
    provide: SessionCookie,
    inject: [LiveConfig],
    useFactory: ({ publicUrl }: LiveConfig) => new SessionCookie(publicUrl),
  },
  {
    provide: SsoCookie,
    inject: [LiveConfig],
    useFactory: ({ publicUrl }: LiveConfig) => new SsoCookie(publicUrl),
  },
  {
    provide: IdentityProvider,
    inject: [PeopleConfig, LiveConfig],
    useFactory: (config: PeopleConfig, { publicUrl }: LiveConfig) => {
      const { ssoIssuer: issuer, ssoClientId: clientId = '', ssoClientSecret: clientSecret } = config;
      const redirectUri = new URL('/api/auth/sso/callback', publicUrl).toString();
      return new OpenIdProvider({ issuer, clientId, clientSecret, redirectUri });
    },
  },
  {
    provide: AuthenticateSession,
    inject: [Sessions, SessionCookie, LiveConfig],
    useFactory: (sessions: Sessions, cookie: SessionCookie, { publicUrl }: LiveConfig) =>
      new AuthenticateSession(sessions, cookie, publicUrl),
  },
  {
    provide: BrowserSession,
    inject: [Sessions, SessionCookie, LiveConfig],
    useFactory: (sessions: Sessions, cookie: SessionCookie, { publicUrl }: LiveConfig) =>
      new BrowserSession(sessions, cookie, publicUrl),
  },
  {
    provide: PasswordResets,
    inject: [WorkerDatabase, WorkerUnitOfWork, Clock, LiveConfig, PeopleConfig],
    useFactory: (
      ...[worker, work, clock, { publicUrl }, { passwordResetTtlSeconds: ttlSeconds }]: [
        WorkerDatabase,
        WorkerUnitOfWork,
        Clock,
        LiveConfig,
        PeopleConfig,
      ]
    ) => new PostgresPasswordResets(worker, work, clock, { publicUrl, ttlSeconds }),
  },
  {
    provide: InvitationDesk,
    inject: [UnitOfWork, Clock, LiveConfig, PeopleConfig],
    useFactory: (
      work: UnitOfWork,
      clock: Clock,
      { publicUrl }: LiveConfig,
      { invitationTtlSeconds: ttlSeconds }: PeopleConfig,
    ) => new PostgresInvitationDesk(work, clock, { publicUrl, ttlSeconds }),
  },
  {
    provide: SessionTimers,
    inject: [WorkerDatabase, Outbox, Clock, PeopleConfig, Lifecycle],
    useFactory: (
      ...[database, outbox, clock, { sessionIdleSeconds }, lifecycle]: [
        WorkerDatabase,
        Outbox,
        Clock,
        PeopleConfig,
        Lifecycle,
      ]
    ) => {
      const timers = new RunTimers(sessionTimers(sessionIdleSeconds), { database, outbox, clock });
      timers.start(lifecycle);
      return timers;
    },
  },
  provideAs(Sessions, PostgresSessions, WorkerDatabase, WorkerUnitOfWork, Clock, PeopleConfig),
  provideAs(UserCredentials, PostgresUserCredentials, WorkerDatabase, WorkerUnitOfWork),
  provideAs(Invitations, PostgresInvitations, WorkerDatabase, WorkerUnitOfWork),
  provideAs(SsoUsers, PostgresSsoUsers, WorkerUnitOfWork),
  provideAs(PasswordHasher, Argon2Passwords, Lifecycle),
  provide(CreateUser, WorkerUnitOfWork, PasswordHasher),
  provide(SignIn, UserCredentials, PasswordHasher, RateLimits, Clock, PeopleConfig),
  provide(AcceptInvitation, Invitations, PasswordHasher, Clock),
  provide(ResetPassword, PasswordResets, PasswordHasher, RateLimits, Clock),
  provide(ConfirmPassword, UserCredentials, PasswordHasher, RateLimits),
  provide(ChangePassword, ConfirmPassword, UserCredentials, PasswordHasher),
  provide(SetUpSecondFactor, ConfirmPassword, UserCredentials, Clock),
  provide(InvitePerson, InvitationDesk, RateLimits),
];
