/** Texts with `{code}`, `{sender}` and `{minutes}` in them, which is all that varies. */
export interface MessageText {
  readonly subject: string;
  /** The first one is the first line that a phone shows. */
  readonly paragraphs: readonly string[];
}

/** What viewers of links get by mail, in one language. */
export interface LinkMessages {
  /** Stands for an account without a brand. */
  readonly neutralSender: string;
  readonly code: MessageText;
  readonly arriving: MessageText;
  readonly ended: MessageText;
  /** Label of the link to the map. */
  readonly follow: string;
  /** Last paragraph of a notice, before the link that it speaks of. */
  readonly unsubscribe: string;
}
