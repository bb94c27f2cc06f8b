import { Controller, Delete, Get, HttpCode, Post, Req, type StreamableFile } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
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
import { aboutList, answerList } from '../registry/answer-list.http';
import { Registry, type Page } from '../registry/registry.ports';
import { ListQuery } from '../registry/resource';
import { demandManager } from './demand-manager';
import { InvitePerson } from './invite-person';
import { invitations } from './user.resource';
import { InvitationInput, InvitationView } from './user.schema';

const about = { tag: 'invitation', answer: 'The invitation', answers: dataOf(InvitationView) };

/** People who were invited and have not accepted yet. */
@Controller('api/:account_key/invitation')
export class InvitationController {
  constructor(
    private readonly registry: Registry,
    private readonly invite: InvitePerson,
  ) {}

  @Get()
  @Needs('users:write')
  @Describe({
    ...aboutList(invitations, { name: 'Invitation', many: 'invitations' }),
    summary: 'Invitations that were not accepted yet',
  })
  async list(
    @Caller() caller: Principal,
    @FromQuery() query: ListQuery,
    @Req() request: Request,
  ): Promise<Page<InvitationView> | StreamableFile> {
    demandManager(caller);
    return answerList(this.registry, invitations, { scope: caller.scope, query, request });
  }

  @Get(':id')
  @Needs('users:write')
  @Describe({ ...about, id: 'getInvitation', summary: 'One invitation' })
  async get(@Caller() caller: Principal, @PathId() id: number): Promise<{ data: InvitationView }> {
    demandManager(caller);
    return { data: await this.registry.get(invitations, caller.scope, id) };
  }

  @Post()
  @Needs('users:write')
  @Describe({
    ...{ ...about, id: 'createInvitation' },
    summary: 'Invite somebody by mail; replaces an earlier invitation of the address',
  })
  async create(
    @Write() request: WriteRequest,
    @FromBody() input: InvitationInput,
  ): Promise<{ data: InvitationView }> {
    return { data: await this.invite.run(request, input) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Needs('users:write')
  @Describe({
    ...{ id: 'deleteInvitation', summary: 'Revoke an invitation: its link ends', tag: 'invitation' },
    answer: 'Revoked',
  })
  async delete(@Write() request: WriteRequest, @PathId() id: number): Promise<void> {
    demandManager(request.principal);
    await this.registry.delete(invitations, request, id);
  }
}
