import { Mailer, type Mail } from './mailer';

const KEPT = 50;

/** Delivers mail to the console of the process, and keeps the last messages. */
export class MailCatcher extends Mailer {
  private readonly mails: Mail[] = [];

  /** @param print writes to the console */
  constructor(private readonly print: (text: string) => void) {
    super();
  }

  /** The newest first. */
  get last(): readonly Mail[] {
    return [...this.mails].reverse();
  }

  send(mail: Mail): Promise<void> {
    this.mails.push(mail);
    if (this.mails.length > KEPT) this.mails.shift();
    this.print(`\nMail to ${mail.to}: ${mail.subject}\n\n${mail.text.replaceAll(/^/gm, '  ')}\n`);
    return Promise.resolve();
  }
}
