/** What a bearer token of an upgrade was found to be. */
export type BearerVerdict =
  | {
      readonly kind: 'good';
      /** Whose revocation ends it, as `<kind>:<id>`. */
      readonly ids: readonly string[];
      /** Epoch ms. */
      readonly expiresAt: number;
    }
  | { readonly kind: 'bad' }
  /** It could not be checked now. Nothing rests on it but the connection: channels are authorised by the API. */
  | { readonly kind: 'unknown' };

/** Checks access tokens of this installation. Never rejects. */
export abstract class BearerCheck {
  abstract run(token: string): Promise<BearerVerdict>;
}
