import { MailCatcher, type Mailer } from '@yipii/platform';

/** Addresses that the page shows as a viewer: nobody else's mail may be read here. */
const VIEWER = /^viewer(-[a-z0-9]{1,20})?@demo\.example$/;
const CODE = /\b\d{6}\b/;

/** Shows the page the codes that viewers of the demo's links were sent, where no mail server takes them. */
export class CaughtCodes {
  constructor(private readonly mailer: Mailer) {}

  /** Returns the code of the newest mail to a viewer, or null. */
  find(email: string): string | null {
    if (!VIEWER.test(email) || !(this.mailer instanceof MailCatcher)) return null;
    const mail = this.mailer.last.find(({ to }) => to === email);
    return (mail && CODE.exec(mail.subject)?.[0]) ?? null;
  }
}
