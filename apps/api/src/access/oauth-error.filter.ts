import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { RequestLimits, sendExcess } from '@yipii/platform';
import type { Request, Response } from 'express';
import { OAuthRefusal } from './oauth-error';

/**
 * Answers as RFC 6749 §5.2 says: 401 if the client did not authenticate, else 400; 429 to an address from which too
 * many have failed to. Other errors become problems.
 */
@Catch(OAuthRefusal)
export class OAuthErrorFilter implements ExceptionFilter<OAuthRefusal> {
  constructor(private readonly limits: RequestLimits) {}

  async catch(refusal: OAuthRefusal, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const hasFailed = refusal.code === 'invalid_client';
    const excess = hasFailed ? await this.limits.countFailure(request, refusal.code) : null;
    if (excess) sendExcess(response, request, excess);
    else sendRefusal(response, refusal);
  }
}

function sendRefusal(response: Response, { code, message }: OAuthRefusal): void {
  if (code === 'invalid_client') response.setHeader('WWW-Authenticate', 'Basic realm="yipii"');
  response
    .status(code === 'invalid_client' ? 401 : 400)
    .setHeader('Pragma', 'no-cache')
    .json({ error: code, error_description: message });
}
