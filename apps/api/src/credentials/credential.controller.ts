import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Injectable,
  Patch,
  Post,
  Req,
  type StreamableFile,
  type Type,
} from '@nestjs/common';
import { ApiSchema } from '@nestjs/swagger';
import type { Principal } from '@yipii/domain';
import {
  Caller,
  dataOf,
  Describe,
  FromBody,
  FromQuery,
  Needs,
  patchOf,
  PathId,
  Write,
  type WriteRequest,
} from '@yipii/platform';
import type { Request } from 'express';
import { aboutList, answerList } from '../registry/answer-list.http';
import { declareParameters, type ResourceText } from '../registry/registry.controller';
import { Registry, type Page } from '../registry/registry.ports';
import { RegistryQuery } from '../registry/resource';
import { CredentialSecrets, type WithSecret } from './credential-secrets';
import { apiKeys, oauthClients, type CredentialResource } from './credential.resource';
import { ApiKeyWithSecret, OAuthClientWithSecret, RotationInput, type ApiKeyView } from './credential.schema';

/** Returns the base of the controller of a kind of credentials, all by the scope `keys:write`. */
function CredentialController<View extends ApiKeyView>(
  resource: CredentialResource<View>,
  withSecret: Type<WithSecret<View>>,
  text: ResourceText,
) {
  const { path, input } = resource;
  const { name, one } = text;
  const about = { tag: path, answer: `The ${one}`, answers: dataOf<View>(resource.view) };

  @ApiSchema({ name: `${name}Patch` })
  class CredentialPatch extends patchOf(input) {}

  abstract class Handlers extends Secrets(resource, withSecret, text) {
    @Get(`${path}/:id`)
    @Needs('keys:write')
    @Describe({ ...about, id: `get${name}`, summary: `One ${one}` })
    async get(@Caller() { scope }: Principal, @PathId() id: number): Promise<{ data: View }> {
      return { data: await this.registry.get(resource, scope, id) };
    }

    @Patch(`${path}/:id`)
    @Needs('keys:write')
    @Describe({ ...about, id: `update${name}`, summary: `Change an ${one} (JSON Merge Patch)` })
    async patch(
      @Write() request: WriteRequest,
      @PathId() id: number,
      @Body() patch: object,
    ): Promise<{ data: View }> {
      return { data: await this.registry.patch(resource, request, { id, patch }) };
    }

    @Delete(`${path}/:id`)
    @HttpCode(204)
    @Needs('keys:write')
    @Describe({
      id: `delete${name}`,
      summary: `Delete an ${one} and end its access`,
      tag: path,
      answer: 'Deleted',
    })
    async delete(@Write() request: WriteRequest, @PathId() id: number): Promise<void> {
      await this.registry.delete(resource, request, id);
    }
  }

  declareParameters(Handlers, 'patch', [Object, Number, CredentialPatch]);
  return Handlers;
}

/** Lists, and what answers with a secret. */
function Secrets<View extends ApiKeyView>(
  resource: CredentialResource<View>,
  withSecret: Type<WithSecret<View>>,
  { name, one, many }: ResourceText,
) {
  const { path, input } = resource;
  const about = { tag: path, answer: `The ${one} and its secret`, answers: dataOf(withSecret) };

  @Injectable()
  abstract class SecretHandlers {
    constructor(
      protected readonly registry: Registry,
      private readonly secrets: CredentialSecrets,
    ) {}

    @Get(path)
    @Needs('keys:write')
    @Describe(aboutList(resource, { name, many }))
    list(
      @Caller() { scope }: Principal,
      @FromQuery() query: RegistryQuery,
      @Req() request: Request,
    ): Promise<Page<View> | StreamableFile> {
      return answerList(this.registry, resource, { scope, query, request });
    }

    @Post(path)
    @Needs('keys:write')
    @Describe({ ...about, id: `create${name}`, summary: `Create an ${one}, with a part of your own rights` })
    async create(
      @Write() request: WriteRequest,
      @FromBody() body: object,
    ): Promise<{ data: WithSecret<View> }> {
      return { data: await this.secrets.create(resource, request, body) };
    }

    @Post(`${path}/:id/rotate`)
    @HttpCode(200)
    @Needs('keys:write')
    @Describe({ ...about, id: `rotate${name}`, summary: `Give an ${one} a new secret` })
    async rotate(
      @Write() request: WriteRequest,
      @PathId() id: number,
      @FromBody() { overlap_seconds: overlapSeconds }: RotationInput,
    ): Promise<{ data: WithSecret<View> }> {
      return { data: await this.secrets.rotate(resource, request, { id, overlapSeconds }) };
    }
  }

  declareParameters(SecretHandlers, 'create', [Object, input]);
  return SecretHandlers;
}

@Controller('api/:account_key')
export class ApiKeyController extends CredentialController(apiKeys, ApiKeyWithSecret, {
  ...{ name: 'ApiKey', one: 'API key', many: 'API keys' },
}) {}

@Controller('api/:account_key')
export class OAuthClientController extends CredentialController(oauthClients, OAuthClientWithSecret, {
  ...{ name: 'OAuthClient', one: 'OAuth client', many: 'OAuth clients' },
}) {}
