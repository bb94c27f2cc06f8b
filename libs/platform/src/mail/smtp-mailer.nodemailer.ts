import { createTransport, type Transporter } from 'nodemailer';
import { Mailer, MailRefused, type Mail } from './mailer';

export interface SmtpOptions {
  /** `smtp:` or `smtps:`, with credentials. */
  readonly url: string;
  /** The sender's address. */
  readonly from: string;
  readonly connectTimeoutMs: number;
  readonly replyTimeoutMs: number;
}

/** Sends by SMTP, over a connection for each message. */
export class SmtpMailer extends Mailer {
  private readonly transport: Transporter;

  constructor(private readonly options: SmtpOptions) {
    super();
    const { url, connectTimeoutMs, replyTimeoutMs } = options;
    this.transport = createTransport({
      url,
      connectionTimeout: connectTimeoutMs,
      greetingTimeout: connectTimeoutMs,
      dnsTimeout: connectTimeoutMs,
      socketTimeout: replyTimeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ id, to, subject, text, html, unsubscribeUrl = null }: Mail): Promise<void> {
    const { from } = this.options;
    try {
      await this.transport.sendMail({
        // As objects: no text is ever parsed as a list of addresses.
        from: { name: '', address: from },
        to: { name: '', address: to },
        messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
        headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribeHeaders(unsubscribeUrl) },
        subject,
        text,
        html,
      });
    } catch (error) {
      const code = refusalIn(error);
      throw code === null ? error : new MailRefused(code);
    }
  }
}

/** RFC 8058 */
function unsubscribeHeaders(url: string | null) {
  if (url === null) return {};
  return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

/** nodemailer's names for a refused recipient and a refused message; a refused sign-in is ours to repair. */
const ABOUT_MESSAGE = ['EENVELOPE', 'EMESSAGE'];

function refusalIn(error: unknown): number | null {
  const { code = '', responseCode = 0 } = error as { code?: string; responseCode?: number };
  return ABOUT_MESSAGE.includes(code) && responseCode >= 500 && responseCode < 600 ? responseCode : null;
}
