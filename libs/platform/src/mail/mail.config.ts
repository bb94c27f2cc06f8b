import { IntegerSetting, TextSetting, UrlSetting } from '../config/setting.decorator';
import { mailAddressOf } from './mail-address';
import { ValidateBy } from 'class-validator';

/** How mail is sent. */
export class MailConfig {
  @UrlSetting({
    env: 'MAIL_URL',
    description:
      'SMTP server: `smtp://user:password@host:587` (STARTTLS where the server offers it, required with `?requireTLS=true`) or `smtps://…:465`. Without it mail waits in the database; standalone shows it on the console instead.',
    schemes: ['smtp', 'smtps'],
    default: '',
    secret: true,
    example: 'smtp://user:password@mail.example.com:587?requireTLS=true',
  })
  readonly url?: string;

  @ValidateBy({
    name: 'isMailAddress',
    validator: {
      validate: (value) => typeof value === 'string' && mailAddressOf(value) !== null,
      defaultMessage: () => 'MAIL_FROM must be a mail address',
    },
  })
  @TextSetting({
    env: 'MAIL_FROM',
    description: 'Sender of all mail. Default: `no-reply@` and the host of PUBLIC_URL.',
    default: '',
  })
  readonly from?: string;

  @IntegerSetting({
    env: 'MAIL_CONNECT_TIMEOUT_MS',
    description: 'How long connecting to the mail server, and its greeting, may take.',
    default: 10_000,
    min: 100,
  })
  readonly connectTimeoutMs!: number;

  @IntegerSetting({
    env: 'MAIL_REPLY_TIMEOUT_MS',
    description:
      'How long the mail server may take for a reply. After the message itself RFC 5321 asks for 10 minutes: giving up earlier may deliver it twice.',
    default: 600_000,
    min: 100,
  })
  readonly replyTimeoutMs!: number;
}
