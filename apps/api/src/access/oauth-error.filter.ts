import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { OAuthRefusal } from './oauth-error';

/** Answers as RFC 6749 §5.2 says: 401 if the client did not authenticate, else 400. Other errors become problems. */
@Catch(OAuthRefusal)
export class OAuthErrorFilter implements ExceptionFilter<OAuthRefusal> {
  catch({ code, message }: OAuthRefusal, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (code === 'invalid_client') response.setHeader('WWW-Authenticate', 'Basic realm="yipii"');
    response
      .status(code === 'invalid_client' ? 401 : 400)
      .setHeader('Pragma', 'no-cache')
      .json({ error: code, error_description: message });
  }
}
