import { createParamDecorator, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Principal, Scope } from '@yipii/domain';
import type { Request } from 'express';
import { DomainError } from '../../errors/domain-error';
import { accessOf, type RouteAccess } from './route-access';

/** Finds out who a credential stands for. */
export abstract class Authenticator {
  /**
   * @param credential what follows `Bearer` in the Authorization header
   * @throws DomainError INVALID_TOKEN if it is malformed, unknown, expired or revoked
   */
  abstract authenticate(credential: string): Promise<Principal>;

  /**
   * Finds out who a request without an Authorization header stands for, by its cookies; null: nobody.
   * @throws DomainError INVALID_TOKEN, CSRF_TOKEN_INVALID
   */
  authenticateBrowser(_request: Pick<Request, 'method' | 'headers'>): Promise<Principal | null> {
    return Promise.resolve(null);
  }
}

type AuthenticatedRequest = Request & { principal?: Principal };

/**
 * Stands before every HTTP handler and lets through only whom the handler's declaration names; a handler
 * without a declaration is closed. Where the path names an account it must be the caller's own: a caller never
 * learns that another account exists.
 */
export class AccessGuard implements CanActivate {
  private readonly log = new Logger('http');

  constructor(private readonly authenticator: Authenticator) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Handlers of topics have no caller.
    if (context.getType() !== 'http') return true;
    const access = accessOf(context.getHandler());
    if (!access) throw this.undeclared(context);
    if (access.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const principal = await this.authenticate(request);
    demandOwnAccount(principal, request.params.account_key);
    demandScope(principal, access);
    request.principal = principal;
    return true;
  }

  private async authenticate(request: Request): Promise<Principal> {
    const browser =
      request.headers.authorization === undefined
        ? await this.authenticator.authenticateBrowser(request)
        : null;
    return browser ?? this.authenticator.authenticate(bearerCredential(request));
  }

  private undeclared(context: ExecutionContext): DomainError {
    const handler = `${context.getClass().name}.${context.getHandler().name}`;
    this.log.error({ msg: 'request refused: the handler declares no access', handler });
    return new DomainError('FORBIDDEN', 'Nobody may call this.');
  }
}

/** Who is calling; not for routes that are `@Public`. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  return principalOf(context.switchToHttp().getRequest<Request>());
});

/** Returns the caller that the guard has let through. */
export function principalOf(request: Request): Principal {
  const { principal } = request as AuthenticatedRequest;
  if (!principal) throw new Error('a public route has no caller');
  return principal;
}

function bearerCredential(request: Request): string {
  const credential = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (credential !== undefined) return credential;
  throw new DomainError('UNAUTHENTICATED', 'Send an access token as Authorization: Bearer.');
}

function demandOwnAccount({ account }: Principal, key: string | string[] | undefined): void {
  if (key === undefined || key === account.key) return;
  throw new DomainError('NOT_FOUND', 'There is no such account.');
}

function demandScope({ scopes }: Principal, access: RouteAccess): void {
  if (access.kind !== 'scopes' || access.anyOf.some((scope: Scope) => scopes.includes(scope))) return;
  throw new DomainError('INSUFFICIENT_SCOPE', `This needs the scope ${access.anyOf.join(' or ')}.`);
}
