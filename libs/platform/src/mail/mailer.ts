/** A message to one person. */
export interface Mail {
  /** A UUID; the Message-ID is made from it, so that a receiver can recognise a message that is sent twice. */
  readonly id: string;
  /** As `mailAddressOf` returns it. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Hands messages to a mail server. */
export abstract class Mailer {
  /**
   * Resolves once the server has taken the message.
   * @throws MailRefused if the server will never take it; any other error may pass
   */
  abstract send(mail: Mail): Promise<void>;
}

/** The server has refused the recipient or the message for good (a 5yz reply of RFC 5321 §4.2). */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';

  /** @param code of the reply */
  constructor(readonly code: number) {
    super(`the mail server has refused the message (${code})`);
  }
}
