import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../errors/domain-error';
import { isPublicAddress } from '../network/ip-address';

export const HSTS = 'max-age=63072000; includeSubDomains';

export interface TlsRules {
  /** Whether to refuse plain HTTP from all clients. Clients at public addresses are always refused. */
  readonly isRequired: boolean;
  /** Target of redirects; the Host header is not trusted. */
  readonly publicUrl: string;
  readonly isPage: (path: string) => boolean;
  /** Paths that other services of the installation call over their own network; still refused to public addresses. */
  readonly isInternal?: (path: string) => boolean;
}

/**
 * Redirects plain HTTP requests for pages and refuses all others, so that developers notice when a client sends its
 * token unencrypted. Responses over TLS carry HSTS. X-Forwarded-Proto counts if a trusted proxy sends it.
 */
export function requireTls({ isRequired, publicUrl, isPage, isInternal = () => false }: TlsRules) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.secure) response.setHeader('Strict-Transport-Security', HSTS);
    const isDemanded = isRequired && !isInternal(request.path);
    if (request.secure || !(isDemanded || isPublic(request))) {
      next();
    } else if (['GET', 'HEAD'].includes(request.method) && isPage(request.path)) {
      response.redirect(308, new URL(publicUrl).origin + request.originalUrl);
    } else {
      next(new DomainError('TLS_REQUIRED', 'Use HTTPS.'));
    }
  };
}

/** Returns whether the peer is at an address of the internet, or the client for whom a trusted proxy speaks. */
function isPublic({ ip, socket }: Request): boolean {
  return [socket.remoteAddress, ip].some((address) => isPublicAddress(address ?? ''));
}
