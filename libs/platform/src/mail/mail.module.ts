import { Inject, Logger, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../clock/clock';
import { LiveConfig } from '../config/shared.config';
import { WorkerDatabase } from '../database/databases';
import { Lifecycle } from '../lifecycle/lifecycle';
import { Metrics } from '../metrics/metrics';
import { provide } from '../wiring/provide';
import { MailCatcher } from './mail-catcher';
import { MailConfig } from './mail.config';
import { MailTable } from './mail-table';
import { Mailer } from './mailer';
import { SendMail } from './send-mail';
import { SmtpMailer } from './smtp-mailer.nodemailer';

/** Replaces a mail server that is not configured: mail waits. */
class NoMailer extends Mailer {
  send(): Promise<void> {
    return Promise.reject(new Error('MAIL_URL is not set'));
  }
}

/** Sends what `queueMail` has stored. */
@Module({})
export class MailModule implements OnApplicationBootstrap {
  constructor(
    @Inject(SendMail) private readonly sendMail: SendMail,
    @Inject(Mailer) private readonly mailer: Mailer,
    @Inject(Lifecycle) private readonly lifecycle: Lifecycle,
  ) {}

  /**
   * Sends by SMTP.
   * @param instead used if there is no MAIL_URL
   */
  static smtp(instead: Mailer = new NoMailer()): DynamicModule {
    return {
      module: MailModule,
      global: true,
      providers: [
        {
          provide: Mailer,
          inject: [MailConfig, LiveConfig],
          useFactory: (config: MailConfig, { publicUrl }: LiveConfig) =>
            smtpMailer(config, publicUrl) ?? instead,
        },
        provide(MailTable, WorkerDatabase),
        provide(SendMail, Mailer, MailTable, Clock, Metrics),
      ],
      exports: [Mailer],
    };
  }

  /** Sends by SMTP, or prints to the console if there is no MAIL_URL. */
  static smtpOrConsole(): DynamicModule {
    return MailModule.smtp(new MailCatcher((text) => process.stdout.write(text)));
  }

  onApplicationBootstrap(): void {
    if (this.mailer instanceof NoMailer) {
      new Logger('mail').warn('MAIL_URL is not set: mail waits in the database until it expires');
    } else {
      this.sendMail.start(this.lifecycle);
    }
  }
}

function smtpMailer({ url, from, ...timeouts }: MailConfig, publicUrl: string): SmtpMailer | null {
  if (!url) return null;
  return new SmtpMailer({ url, from: from ?? `no-reply@${new URL(publicUrl).hostname}`, ...timeouts });
}
