import { Controller, Get, Header, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import { SCOPES } from '@yipii/domain';
import { Describe, Limit, LiveConfig, Public } from '@yipii/platform';
import type { Request, Response } from 'express';
import { AuthenticateClient } from './authenticate-client';
import { OAuthRefusal } from './oauth-error';
import { OAuthErrorFilter } from './oauth-error.filter';
import { readOAuthForm, type OAuthForm } from './oauth-form';
import {
  CLIENT_AUTHENTICATION,
  KeySet,
  OAUTH_ERRORS,
  OAuthToken,
  RevocationForm,
  ServerMetadata,
  TokenForm,
} from './oauth.schema';
import { RevokeToken } from './revoke-token';
import { PublicKeys } from './public-keys';
import { TokenEndpoint } from './token-endpoint.oauth2-server';

const PUBLIC_FOR_5_MIN = 'public, max-age=300';

@Controller()
@UseFilters(OAuthErrorFilter)
export class OAuthController {
  constructor(
    private readonly tokens: TokenEndpoint,
    private readonly clients: AuthenticateClient,
    private readonly revocation: RevokeToken,
    private readonly keys: PublicKeys,
    private readonly live: LiveConfig,
  ) {}

  @Post('oauth/token')
  @HttpCode(200)
  @Header('Pragma', 'no-cache')
  @Public('clients authenticate with their secret')
  @Limit('token')
  @Describe({
    id: 'getToken',
    summary: 'Get an access token by client credentials',
    tag: 'oauth',
    security: CLIENT_AUTHENTICATION,
    form: TokenForm,
    answer: 'The token',
    answers: OAuthToken,
    errors: OAUTH_ERRORS,
  })
  token(@Req() request: Request): Promise<OAuthToken> {
    return this.tokens.answer(formOf(request));
  }

  /** RFC 7009. */
  @Post('oauth/revoke')
  @HttpCode(200)
  @Public('clients authenticate with their secret')
  @Describe({
    id: 'revokeToken',
    summary: 'End a token of your own (RFC 7009)',
    tag: 'oauth',
    security: CLIENT_AUTHENTICATION,
    form: RevocationForm,
    answer: 'The token is no longer valid',
    errors: OAUTH_ERRORS,
  })
  async revoke(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { clientId, clientSecret, parameters } = formOf(request);
    const client = await this.clients.run(clientId, clientSecret);
    if (!client) throw new OAuthRefusal('invalid_client', 'The client is unknown or its secret is wrong.');
    if (!parameters.token) throw new OAuthRefusal('invalid_request', 'token is required.');
    if ((await this.revocation.run(client, parameters.token)) === 'foreign') {
      throw new OAuthRefusal('unauthorized_client', 'The token was issued to another client.');
    }
    response.status(200).end();
  }

  @Get('.well-known/jwks.json')
  @Header('Cache-Control', PUBLIC_FOR_5_MIN)
  @Public('others verify our tokens with these keys')
  @Describe({
    id: 'getKeys',
    summary: 'The keys that sign access tokens (RFC 7517)',
    tag: 'oauth',
    answer: 'JWK Set',
    answers: KeySet,
  })
  jwks(): KeySet {
    return { keys: this.keys.jwks };
  }

  /** RFC 8414. */
  @Get('.well-known/oauth-authorization-server')
  @Header('Cache-Control', PUBLIC_FOR_5_MIN)
  @Public('clients discover the endpoints')
  @Describe({
    id: 'getMetadata',
    summary: 'Where and how to get tokens (RFC 8414)',
    tag: 'oauth',
    answer: 'Metadata',
    answers: ServerMetadata,
  })
  metadata(): ServerMetadata {
    const { publicUrl, issuer } = this.live;
    const at = (path: string): string => new URL(path, publicUrl).toString();
    return {
      issuer,
      token_endpoint: at('/oauth/token'),
      revocation_endpoint: at('/oauth/revoke'),
      jwks_uri: at('/.well-known/jwks.json'),
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      revocation_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      scopes_supported: SCOPES,
    };
  }
}

function formOf(request: Request): OAuthForm {
  return readOAuthForm({
    contentType: request.get('content-type'),
    authorization: request.get('authorization'),
    body: request.body,
  });
}
