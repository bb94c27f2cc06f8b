import {
  Body,
  Delete,
  Get,
  HttpCode,
  Injectable,
  Patch,
  Post,
  Req,
  UseInterceptors,
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
  PathUuid,
  Write,
  type ResourceView,
  type WriteRequest,
} from '@yipii/platform';
import type { Request } from 'express';
import { aboutList, answerList } from './answer-list.http';
import { Registry, type Page, type RowId } from './registry.ports';
import { ListQuery, type Resource } from './resource';
import { TagResource } from './resource-tag.http';

/** The words of a resource in the OpenAPI document. */
export interface ResourceText {
  /** As ids of operations and schemas have it: `AssetGroup`. */
  readonly name: string;
  /** In sentences: `asset group`, and in the plural `asset groups`. */
  readonly one: string;
  readonly many: string;
}

const FLEET = { read: 'fleet:read', write: 'fleet:write' } as const;

/**
 * Returns the base of the controller of a resource, which has to be `@Controller('api/:account_key')`: list, create,
 * read, patch and delete, by the scopes of the resource.
 */
export function RegistryController<View extends ResourceView>(resource: Resource<View>, text: ResourceText) {
  const { path, input, scopes = FLEET } = resource;
  const { name, one } = text;
  const about = aboutOne(resource, text);
  const { key, InPath } = pathKeyOf(resource);
  const a = /^[aeiou]/.test(one) ? `an ${one}` : `a ${one}`;

  @ApiSchema({ name: `${name}Patch` })
  class ResourcePatch extends patchOf(input) {}

  abstract class Writing extends Reading(resource, text) {
    @Post(path)
    @Needs(scopes.write)
    @Describe({ ...about, id: `create${name}`, summary: `Create ${a}` })
    async create(@Write() request: WriteRequest, @FromBody() body: object): Promise<{ data: View }> {
      return { data: await this.registry.create(this.resource, request, body) };
    }

    @Patch(`${path}/:${key}`)
    @Needs(scopes.write)
    @Describe({ ...about, id: `update${name}`, summary: `Change ${a} (JSON Merge Patch)` })
    async patch(
      @Write() request: WriteRequest,
      @InPath() id: RowId,
      @Body() patch: object,
    ): Promise<{ data: View }> {
      return { data: await this.registry.patch(this.resource, request, { id, patch }) };
    }

    @Delete(`${path}/:${key}`)
    @HttpCode(204)
    @Needs(scopes.write)
    @Describe({ id: `delete${name}`, summary: `Delete ${a}`, tag: path, answer: 'Deleted' })
    async delete(@Write() request: WriteRequest, @InPath() id: RowId): Promise<void> {
      await this.registry.delete(this.resource, request, id);
    }
  }

  declareParameters(Writing, 'create', [Object, input]);
  declareParameters(Writing, 'patch', [Object, idTypeOf(resource), ResourcePatch]);
  declareParameters(Writing, 'delete', [Object, idTypeOf(resource)]);
  return Writing;
}

function Reading<View extends ResourceView>(resource: Resource<View>, text: ResourceText) {
  const { path, scopes = FLEET } = resource;
  const { name, one } = text;

  const { key, InPath } = pathKeyOf(resource);

  @Injectable()
  @UseInterceptors(new TagResource(resource))
  abstract class ReadingHandlers {
    /** A controller with settings puts one with the hooks that need them in its place. */
    protected readonly resource: Resource<View> = resource;

    constructor(protected readonly registry: Registry) {}

    @Get(path)
    @Needs(scopes.read)
    @Describe(aboutList(resource, text))
    async list(
      @Caller() { scope }: Principal,
      @FromQuery() query: ListQuery,
      @Req() request: Request,
    ): Promise<Page<View> | StreamableFile> {
      return answerList(this.registry, this.resource, { scope, query, request });
    }

    @Get(`${path}/:${key}`)
    @Needs(scopes.read)
    @Describe({ ...aboutOne(resource, text), id: `get${name}`, summary: `One ${one}` })
    async get(@Caller() { scope }: Principal, @InPath() id: RowId): Promise<{ data: View }> {
      return { data: await this.registry.get(this.resource, scope, id) };
    }
  }

  declareParameters(ReadingHandlers, 'list', [Object, resource.query, Object]);
  declareParameters(ReadingHandlers, 'get', [Object, idTypeOf(resource)]);
  return ReadingHandlers;
}

function aboutOne<View extends ResourceView>({ path, view }: Resource<View>, { one }: ResourceText) {
  return { tag: path, answer: `The ${one}`, answers: dataOf<View>(view) };
}

/** How paths name one of a resource. */
function pathKeyOf({ hasUuid }: Pick<Resource, 'hasUuid'>) {
  if (hasUuid) return { key: 'uuid', InPath: () => PathUuid('uuid') } as const;
  return { key: 'id', InPath: () => PathId() } as const;
}

function idTypeOf({ hasUuid }: Pick<Resource, 'hasUuid'>): Type {
  return hasUuid ? String : Number;
}

/** What the parameters' types would say if they did not depend on the resource. */
export function declareParameters(type: { prototype: object }, method: string, types: readonly Type[]): void {
  Reflect.defineMetadata('design:paramtypes', types, type.prototype, method);
}
