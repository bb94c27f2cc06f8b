import type { Principal, Scope } from '@yipii/domain';
import { BearerKind, type AccessTokenVerifier } from '@yipii/platform';
import type { JWTPayload } from 'jose';
import type { TrustDirectory } from './access.ports';

/** How the claims of an external issuer are read. */
export interface ExternalClaims {
  /** The claim that names the account; its value and the issuer are a registered pair. */
  readonly account: string;
  /** The claim with what the token may do: a list, or a text separated by spaces. */
  readonly roles: string;
  /** Our scopes, by the values of that claim. */
  readonly scopes: ReadonlyMap<string, readonly Scope[]>;
}

/** Access tokens of an external OpenID provider. */
export class ExternalTokens extends BearerKind {
  constructor(
    private readonly tokens: AccessTokenVerifier,
    private readonly trusts: TrustDirectory,
    private readonly names: ExternalClaims,
  ) {
    super();
  }

  protected accepts(bearer: string): boolean {
    return this.tokens.isOfIssuer(bearer);
  }

  async verify(bearer: string): Promise<Principal | null> {
    const claims = await this.tokens.claims(bearer);
    const value = claims?.[this.names.account];
    if (!claims?.sub || !claims.iss || typeof value !== 'string') return null;
    const trust = await this.trusts.find(claims.iss, value);
    const scopes = this.scopesOf(claims);
    if (!trust || !scopes || claims.exp === undefined) return null;
    const { id, key, name } = trust.account;
    return {
      ...{ kind: 'external', trustId: String(trust.id), subject: claims.sub },
      account: { key, name },
      scope: { accountId: id, assets: null },
      scopes,
      expiresAt: claims.exp * 1_000,
    };
  }

  /** Null for a claim that is no list of texts: what can't be read must not turn into anything. */
  private scopesOf(claims: JWTPayload): readonly Scope[] | null {
    const claim = claims[this.names.roles] ?? [];
    const roles: unknown = typeof claim === 'string' ? claim.split(' ') : claim;
    if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string')) return null;
    return [...new Set(roles.flatMap((role) => this.names.scopes.get(role) ?? []))];
  }
}
