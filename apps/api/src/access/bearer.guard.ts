import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Refusal } from '../errors';
import type { Principal } from './principal';
import { VerifyAccess } from './verify-access';

type AuthenticatedRequest = Request & { principal?: Principal };

/**
 * Lets requests with a good bearer token pass. Where the path names an account it must be the token's:
 * of others a token does not learn that they exist.
 */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(private readonly verifyAccess: VerifyAccess) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const principal = await this.verifyAccess.run(bearerToken(request));
    const accountKey = request.params.account_key;
    if (accountKey !== undefined && accountKey !== principal.accountKey) {
      throw new Refusal('NOT_FOUND', 'There is no such account.');
    }
    request.principal = principal;
    return true;
  }
}

/** Who is calling; behind {@link BearerGuard} only. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new Error('Caller needs BearerGuard');
  return principal;
});

function bearerToken(request: Request): string {
  const token = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (token === undefined)
    throw new Refusal('UNAUTHENTICATED', 'Send an access token as Authorization: Bearer.');
  return token;
}
