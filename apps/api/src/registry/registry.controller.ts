import {
  Body,
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
  type RegistryView,
  type WriteRequest,
} from '@yipii/platform';
import type { Request } from 'express';
import { aboutList, answerList } from './answer-list.http';
import { Registry, type Page } from './registry.ports';
import { ListQuery, type Resource } from './resource';

/** The words of a resource in the OpenAPI document. */
export interface ResourceText {
  /** As ids of operations and schemas have it: `AssetGroup`. */
  readonly name: string;
  /** In sentences: `asset group`, and in the plural `asset groups`. */
  readonly one: string;
  readonly many: string;
}

/**
 * Returns the base of the controller of a resource, which has to be `@Controller('api/:account_key')`: list, create,
 * read, patch and delete, by the scopes `fleet:read` and `fleet:write`.
 */
export function RegistryController<View extends RegistryView>(resource: Resource<View>, text: ResourceText) {
  const { path, input } = resource;
  const { name, one } = text;
  const about = aboutOne(resource, text);
  const a = /^[aeiou]/.test(one) ? `an ${one}` : `a ${one}`;

  @ApiSchema({ name: `${name}Patch` })
  class ResourcePatch extends patchOf(input) {}

  abstract class Writing extends Reading(resource, text) {
    @Post(path)
    @Needs('fleet:write')
    @Describe({ ...about, id: `create${name}`, summary: `Create ${a}` })
    async create(@Write() request: WriteRequest, @FromBody() body: object): Promise<{ data: View }> {
      return { data: await this.registry.create(resource, request, body) };
    }

    @Patch(`${path}/:id`)
    @Needs('fleet:write')
    @Describe({ ...about, id: `update${name}`, summary: `Change ${a} (JSON Merge Patch)` })
    async patch(
      @Write() request: WriteRequest,
      @PathId() id: number,
      @Body() patch: object,
    ): Promise<{ data: View }> {
      return { data: await this.registry.patch(resource, request, { id, patch }) };
    }

    @Delete(`${path}/:id`)
    @HttpCode(204)
    @Needs('fleet:write')
    @Describe({ id: `delete${name}`, summary: `Delete ${a}`, tag: path, answer: 'Deleted' })
    async delete(@Write() request: WriteRequest, @PathId() id: number): Promise<void> {
      await this.registry.delete(resource, request, id);
    }
  }

  declareParameters(Writing, 'create', [Object, input]);
  declareParameters(Writing, 'patch', [Object, Number, ResourcePatch]);
  return Writing;
}

function Reading<View extends RegistryView>(resource: Resource<View>, text: ResourceText) {
  const { path } = resource;
  const { name, one } = text;

  @Injectable()
  abstract class ReadingHandlers {
    constructor(protected readonly registry: Registry) {}

    @Get(path)
    @Needs('fleet:read')
    @Describe(aboutList(resource, text))
    async list(
      @Caller() { scope }: Principal,
      @FromQuery() query: ListQuery,
      @Req() request: Request,
    ): Promise<Page<View> | StreamableFile> {
      return answerList(this.registry, resource, { scope, query, request });
    }

    @Get(`${path}/:id`)
    @Needs('fleet:read')
    @Describe({ ...aboutOne(resource, text), id: `get${name}`, summary: `One ${one}` })
    async get(@Caller() { scope }: Principal, @PathId() id: number): Promise<{ data: View }> {
      return { data: await this.registry.get(resource, scope, id) };
    }
  }

  declareParameters(ReadingHandlers, 'list', [Object, resource.query, Object]);
  return ReadingHandlers;
}

function aboutOne<View extends RegistryView>({ path, view }: Resource<View>, { one }: ResourceText) {
  return { tag: path, answer: `The ${one}`, answers: dataOf<View>(view) };
}

/** What the parameters' types would say if they did not depend on the resource. */
export function declareParameters(type: { prototype: object }, method: string, types: readonly Type[]): void {
  Reflect.defineMetadata('design:paramtypes', types, type.prototype, method);
}
