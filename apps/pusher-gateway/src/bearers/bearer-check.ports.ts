/** The result of checking a bearer token of an upgrade. */
export type BearerVerdict =
  | {
      readonly kind: 'good';
      /** The ids whose revocation ends it, as `<kind>:<id>`. */
      readonly ids: readonly string[];
      /** Epoch ms. */
      readonly expiresAt: number;
    }
  | { readonly kind: 'bad' }
  /** It could not be checked now. Only the connection depends on it: channels are authorised by the API. */
  | { readonly kind: 'unknown' };

/** Checks bearer credentials of this installation. Never rejects. */
export abstract class BearerCheck {
  /** @param socketId of the connection that depends on it */
  abstract run(token: string, socketId: string): Promise<BearerVerdict>;
}
