import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../errors/domain-error';
import { isPublicAddress } from '../network/ip-address';

export const HSTS = 'max-age=63072000; includeSubDomains';

export interface TlsRules {
  /** Refuse plain HTTP of any client. Clients at public addresses are refused in any case. */
  readonly isRequired: boolean;
  /** Target of redirects; the Host header is not trusted. */
  readonly publicUrl: string;
  readonly isPage: (path: string) => boolean;
}

/**
 * Redirects plain HTTP requests for pages and refuses all others, so that the developer of a client that sends
 * its token unencrypted notices. Answers over TLS carry HSTS. X-Forwarded-Proto of a trusted proxy counts.
 */
export function requireTls({ isRequired, publicUrl, isPage }: TlsRules) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.secure) response.setHeader('Strict-Transport-Security', HSTS);
    if (request.secure || !(isRequired || isPublicAddress(request.socket.remoteAddress ?? ''))) {
      next();
    } else if (['GET', 'HEAD'].includes(request.method) && isPage(request.path)) {
      response.redirect(308, new URL(publicUrl).origin + request.originalUrl);
    } else {
      next(new DomainError('TLS_REQUIRED', 'Use HTTPS.'));
    }
  };
}
