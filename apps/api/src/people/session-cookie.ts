import { parse, serialize } from 'cookie';

/** A cookie that scripts can't read and other sites can't send along. */
export class HttpCookie {
  /** The prefix makes browsers insist on `Secure`, the path and no `Domain` (RFC 6265bis §4.1.3.2). */
  readonly name: string;
  private readonly secure: boolean;

  constructor(publicUrl: string, name: string) {
    this.secure = publicUrl.startsWith('https:');
    this.name = this.secure ? `__Host-${name}` : name;
  }

  /** Returns its value in a Cookie header. */
  read(header: string | undefined): string | undefined {
    return header === undefined ? undefined : parse(header)[this.name];
  }

  /** Returns the Set-Cookie header that sets it. */
  set(value: string, expiresAt: Date): string {
    return serialize(this.name, value, { ...this.attributes, expires: expiresAt });
  }

  /** Returns the Set-Cookie header that removes it. */
  clear(): string {
    return serialize(this.name, '', { ...this.attributes, maxAge: 0 });
  }

  private get attributes() {
    return { httpOnly: true, sameSite: 'lax', secure: this.secure, path: '/' } as const;
  }
}

/** The cookie of a signed-in user. */
export class SessionCookie extends HttpCookie {
  constructor(publicUrl: string) {
    super(publicUrl, 'yipii_session');
  }
}

/** What a browser keeps while it is at the provider of single sign-on. */
export class SsoCookie extends HttpCookie {
  constructor(publicUrl: string) {
    super(publicUrl, 'yipii_sso');
  }
}
