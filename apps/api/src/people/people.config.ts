import { IntegerSetting, NeedsSetting, TextSetting, UrlSetting } from '@yipii/platform';

const DAY_S = 86_400;

/** How people come in and stay signed in. */
export class PeopleConfig {
  @IntegerSetting({
    env: 'SESSION_IDLE_SECONDS',
    description: 'A user who sends no request for this long is signed out, in seconds.',
    default: 7 * DAY_S,
    min: 60,
  })
  readonly sessionIdleSeconds!: number;

  @IntegerSetting({
    env: 'SESSION_TTL_SECONDS',
    description: 'A user must sign in again after this time in any case, in seconds.',
    default: 30 * DAY_S,
    min: 60,
  })
  readonly sessionTtlSeconds!: number;

  @IntegerSetting({
    env: 'INVITATION_TTL_SECONDS',
    description: 'How long an invitation can be accepted, in seconds.',
    default: 7 * DAY_S,
    min: 60,
  })
  readonly invitationTtlSeconds!: number;

  @IntegerSetting({
    env: 'PASSWORD_RESET_TTL_SECONDS',
    description: 'How long the link to a new password works, in seconds.',
    default: 3_600,
    min: 60,
  })
  readonly passwordResetTtlSeconds!: number;

  @IntegerSetting({
    env: 'SIGN_IN_MAX_FAILURES',
    description:
      'After so many failed sign-ins in 15 minutes, further ones with the same mail address are refused from the same network address (IPv6: /64). 0: no limit.',
    default: 10,
  })
  readonly signInMaxFailures!: number;

  @NeedsSetting('ssoClientId', 'SSO_CLIENT_ID')
  @UrlSetting({
    env: 'SSO_ISSUER',
    description:
      'OpenID Connect provider where users sign in, over HTTPS (plain HTTP on loopback only), e.g. `https://login.example.com/realms/fleet`. Its callback URL is PUBLIC_URL and `/api/auth/sso/callback`. Needs SSO_CLIENT_ID. Without it there is no single sign-on.',
    schemes: ['https', 'http'],
    default: '',
  })
  readonly ssoIssuer?: string;

  @TextSetting({ env: 'SSO_CLIENT_ID', description: 'Our client id at that provider.', default: '' })
  readonly ssoClientId?: string;

  @TextSetting({
    env: 'SSO_CLIENT_SECRET',
    description: 'Our client secret at that provider.',
    default: '',
    secret: true,
  })
  readonly ssoClientSecret?: string;
}
