import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, TextField, TimeField } from '@yipii/platform';
import { MAX_PASSWORD, MIN_PASSWORD } from './demand-password';

@ApiSchema({ name: 'SignIn' })
export class SignInInput {
  @TextField({ max: 254 }) readonly email!: string;
  @TextField({ min: 1, max: MAX_PASSWORD }) readonly password!: string;
  @TextField({ max: 40, optional: true, description: 'Of the authenticator, or a recovery code.' })
  readonly code?: string;
}

/** The session is in the cookie. */
@ApiSchema({ name: 'SignedIn' })
export class SignedInView {
  @TextField({ description: 'To be sent as X-CSRF-Token with everything that changes something.' })
  readonly csrf_token!: string;
  @TimeField() readonly expires_at!: string;
}

@ApiSchema({ name: 'UserSession' })
export class UserSessionView {
  @TextField() readonly id!: string;
  @BooleanField({ description: 'Whether this very request belongs to it.' }) readonly is_current!: boolean;
  @TextField({ nullable: true, description: 'The browser, as it calls itself.' })
  readonly user_agent!: string | null;
  @TimeField() readonly created_at!: string;
  @TimeField({ description: 'To the minute.' }) readonly last_seen_at!: string;
  @TimeField() readonly expires_at!: string;
}

@ApiSchema({ name: 'InvitationAcceptance' })
export class AcceptInvitationInput {
  @TextField({ max: 100, description: 'Of the link in the mail.' }) readonly token!: string;
  @TextField({ min: 1, max: 100 }) readonly name!: string;
  @TextField({ min: MIN_PASSWORD, max: MAX_PASSWORD }) readonly password!: string;
}

@ApiSchema({ name: 'PasswordResetRequest' })
export class PasswordResetInput {
  @TextField({ max: 254 }) readonly email!: string;
}

@ApiSchema({ name: 'PasswordReset' })
export class NewPasswordInput {
  @TextField({ max: 100, description: 'Of the link in the mail.' }) readonly token!: string;
  @TextField({ min: MIN_PASSWORD, max: MAX_PASSWORD }) readonly password!: string;
}

@ApiSchema({ name: 'PasswordChange' })
export class ChangePasswordInput {
  @TextField({ min: 1, max: MAX_PASSWORD }) readonly current_password!: string;
  @TextField({ min: MIN_PASSWORD, max: MAX_PASSWORD }) readonly password!: string;
}
