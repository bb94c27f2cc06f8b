import { createParamDecorator, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Principal, Scope } from '@yipii/domain';
import type { Request, Response } from 'express';
import { DomainError } from '../../errors/domain-error';
import type { RequestLimits } from '../limits/request-limits';
import type { CredentialRequest } from './credential-kind';
import { accessOf, isForViewers, type RouteAccess } from './route-access';

/** Identifies the caller by a request's credential. */
export abstract class Authenticator {
  /**
   * @throws DomainError UNAUTHENTICATED if it carries none, INVALID_TOKEN if it is malformed, unknown, expired or
   * revoked
   */
  abstract authenticate(request: CredentialRequest): Promise<Principal>;
}

type AuthenticatedRequest = Request & { principal?: Principal };

/**
 * Guards every HTTP handler and admits only the callers that the handler declares. A handler without a declaration
 * is closed. An account in the path must be the caller's own: callers never learn whether another account exists.
 */
export class AccessGuard implements CanActivate {
  private readonly log = new Logger('http');

  constructor(
    private readonly authenticator: Authenticator,
    private readonly limits: Pick<RequestLimits, 'count'>,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Handlers of topics have no caller.
    if (context.getType() !== 'http') return true;
    const access = accessOf(context.getHandler());
    if (!access) throw this.undeclared(context);
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (access.kind !== 'public') {
      request.principal = await this.authenticator.authenticate(request);
      demandNoViewer(request.principal, context.getHandler());
    }
    // Refused requests count as well.
    await this.limits.count(context.getHandler(), request, context.switchToHttp().getResponse<Response>());
    if (access.kind === 'public') return true;
    const principal = principalOf(request);
    if (principal.kind === 'tracking_session') return true;
    demandOwnAccount(principal, request.params.account_key);
    demandScope(principal, access);
    return true;
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

/** To all other routes the session of a viewer is no credential at all. */
function demandNoViewer({ kind }: Principal, handler: object): void {
  if (kind !== 'tracking_session' || isForViewers(handler)) return;
  throw new DomainError('INVALID_TOKEN', 'The session of a tracking link opens nothing here.');
}

function demandOwnAccount({ account }: Principal, key: string | string[] | undefined): void {
  if (key === undefined || key === account.key) return;
  throw new DomainError('NOT_FOUND', 'There is no such account.');
}

function demandScope({ scopes }: Principal, access: RouteAccess): void {
  if (access.kind !== 'scopes' || access.anyOf.some((scope: Scope) => scopes.includes(scope))) return;
  throw new DomainError('INSUFFICIENT_SCOPE', `This needs the scope ${access.anyOf.join(' or ')}.`);
}
