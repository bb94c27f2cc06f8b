import { parse, serialize } from 'cookie';

/** The cookie of a signed-in user. */
export class SessionCookie {
  /** The prefix makes browsers insist on `Secure`, the path and no `Domain` (RFC 6265bis §4.1.3.2). */
  readonly name: string;
  private readonly secure: boolean;

  constructor(publicUrl: string) {
    this.secure = publicUrl.startsWith('https:');
    this.name = this.secure ? '__Host-yipii_session' : 'yipii_session';
  }

  /** Returns the token in a Cookie header. */
  read(header: string | undefined): string | undefined {
    return header === undefined ? undefined : parse(header)[this.name];
  }

  /** Returns the Set-Cookie header that signs in. */
  set(token: string, expiresAt: Date): string {
    return serialize(this.name, token, { ...this.attributes, expires: expiresAt });
  }

  /** Returns the Set-Cookie header that signs out. */
  clear(): string {
    return serialize(this.name, '', { ...this.attributes, maxAge: 0 });
  }

  private get attributes() {
    return { httpOnly: true, sameSite: 'lax', secure: this.secure, path: '/' } as const;
  }
}
