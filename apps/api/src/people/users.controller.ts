import { Controller, Delete, Get, HttpCode, Patch, Req, type StreamableFile } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import { LAST_OWNER } from '@yipii/persistence';
import {
  Caller,
  dataOf,
  Describe,
  FromBody,
  FromQuery,
  Needs,
  PathId,
  Write,
  type WriteRequest,
} from '@yipii/platform';
import type { Request } from 'express';
import { Refusal } from '../errors';
import { aboutList, answerList } from '../registry/answer-list.http';
import { Registry, type Page } from '../registry/registry.ports';
import { RegistryQuery } from '../registry/resource';
import { demandManager } from './demand-manager';
import { userResource, type SessionEffect } from './user.resource';
import { UserPatch, UserView } from './user.schema';

const users = userResource();
const about = { tag: 'user', answer: 'The user', answers: dataOf(UserView) };

/** Who may sign in to the account. */
@Controller('api/:account_key/user')
export class UsersController {
  constructor(private readonly registry: Registry) {}

  @Get()
  @Needs('users:write')
  @Describe(aboutList(users, { name: 'User', many: 'users' }))
  async list(
    @Caller() caller: Principal,
    @FromQuery() query: RegistryQuery,
    @Req() request: Request,
  ): Promise<Page<UserView> | StreamableFile> {
    demandManager(caller);
    return answerList(this.registry, users, { scope: caller.scope, query, request });
  }

  @Get(':id')
  @Needs('users:write')
  @Describe({ ...about, id: 'getUser', summary: 'One user' })
  async get(@Caller() caller: Principal, @PathId() id: number): Promise<{ data: UserView }> {
    demandManager(caller);
    return { data: await this.registry.get(users, caller.scope, id) };
  }

  @Patch(':id')
  @Needs('users:write')
  @Describe({
    ...{ ...about, id: 'patchUser' },
    summary: 'Change a user; another role ends the user’s sessions, other groups their channels',
    problems: [409],
  })
  async patch(
    @Write() request: WriteRequest,
    @PathId() id: number,
    @FromBody() patch: UserPatch,
  ): Promise<{ data: UserView }> {
    const { principal } = request;
    demandManager(principal);
    const { role } = await this.registry.get(users, principal.scope, id);
    demandManager(principal, role, patch.role ?? role);
    const resource = userResource(effectOf(patch, role));
    return { data: await keepingAnOwner(() => this.registry.patch(resource, request, { id, patch })) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Needs('users:write')
  @Describe({
    ...{ id: 'deleteUser', summary: 'Delete a user; all that is theirs ends at once', tag: 'user' },
    answer: 'Deleted',
    problems: [409],
  })
  async delete(@Write() request: WriteRequest, @PathId() id: number): Promise<void> {
    const { principal } = request;
    demandManager(principal);
    const { role } = await this.registry.get(users, principal.scope, id);
    demandManager(principal, role);
    await keepingAnOwner(() => this.registry.delete(users, request, id));
  }
}

function effectOf(patch: UserPatch, role: string): SessionEffect {
  if (patch.role !== undefined && patch.role !== role) return 'end';
  return patch.role === undefined && patch.group_ids === undefined ? 'none' : 'renew';
}

async function keepingAnOwner<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: unknown }).code !== LAST_OWNER) throw error;
    throw new Refusal('LAST_OWNER', 'The account needs at least one owner.');
  }
}
