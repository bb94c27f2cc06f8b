import { revocableIds } from '@yipii/domain';
import { clientKeyOf, principalOf, type LiveConfig, type RequestLimitRules } from '@yipii/platform';
import { GATEWAY_PROOF_HEADER, isGatewayProof } from '@yipii/protocol';
import type { Request } from 'express';
import { clientIdOf } from '../access/oauth-form';
import type { ApiLimitsConfig } from './api-limits.config';

type LiveKeys = Pick<LiveConfig, 'appKey' | 'grantKeys'>;

/** What each limit of the API counts, and how much it allows. */
export function requestLimitRules(config: ApiLimitsConfig, live: LiveKeys): RequestLimitRules {
  return {
    requests: {
      fleet: { perMinute: config.requestsPerMinute, keyOf: credentialOf },
      channel_auth: { perMinute: config.channelAuthsPerMinute, keyOf: credentialOf },
      token: { perMinute: config.tokensPerMinute, keyOf: oauthClientOf },
      public: { perMinute: config.publicRequestsPerMinute, keyOf: clientKeyOf },
      tile: { perMinute: config.tilesPerMinute, keyOf: clientKeyOf },
    },
    failedAuthenticationsPerMinute: config.failedAuthenticationsPerMinute,
    credentialOf: shownCredentialOf,
    isOfSomebodyElse: (request) => isOfGateway(request, live),
  };
}

/** A gateway asks about the bearer credentials of its clients, and counts their failures itself. */
function isOfGateway(request: Request, live: LiveKeys): boolean {
  const { socket_id: socketId } = (request.body ?? {}) as { readonly socket_id?: unknown };
  const proof = request.get(GATEWAY_PROOF_HEADER);
  return proof !== undefined && isGatewayProof(proof, live, String(socketId), Date.now());
}

/** The header as it is, the client or mail address of a form, or the cookies. */
function shownCredentialOf(request: Request): string | undefined {
  const { authorization, cookie } = request.headers;
  const { email } = (request.body ?? {}) as { readonly email?: unknown };
  if (typeof email === 'string') return email.toLowerCase();
  return (clientIdOf(authorization, request.body) || authorization) ?? cookie;
}

/** The id of the token, key or session itself. */
function credentialOf(request: Request): string {
  return revocableIds(principalOf(request))[0] ?? '';
}

function oauthClientOf(request: Request): string {
  return `${clientKeyOf(request)} ${clientIdOf(request.get('authorization'), request.body)}`;
}
