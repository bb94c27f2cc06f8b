/** A message to one person. */
export interface Mail {
  /** A UUID from which the Message-ID is derived, so that a receiver can recognise a message that is sent twice. */
  readonly id: string;
  /** As `mailAddressOf` returns it. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where its receiver asks for no more of its kind, by one click (RFC 8058); absent: it was asked for itself. */
  readonly unsubscribeUrl?: string | null;
}

/** Hands messages to a mail server. */
export abstract class Mailer {
  /**
   * Resolves once the server has accepted the message.
   * @throws MailRefused if the server will never accept it; other errors may be temporary
   */
  abstract send(mail: Mail): Promise<void>;
}

/** The server refused the recipient or the message permanently (a 5yz reply of RFC 5321 §4.2). */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';

  /** @param code of the reply */
  constructor(readonly code: number) {
    super(`the mail server has refused the message (${code})`);
  }
}
