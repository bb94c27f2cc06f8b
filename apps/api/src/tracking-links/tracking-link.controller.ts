import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import {
  Caller,
  dataOf,
  Describe,
  FromBody,
  listOf,
  Needs,
  PathUuid,
  Write,
  type WriteRequest,
} from '@yipii/platform';
import { RegistryController } from '../registry/registry.controller';
import { Registry } from '../registry/registry.ports';
import { ManageViewers } from './manage-viewers';
import { UseTemplate } from './templates/use-template';
import { LinkSettings, trackingLinks, TRACKING_LINK } from './tracking-link.resource';
import { LinkViewerView, PersonInput, TrackingLinkCreation, TrackingLinkView } from './tracking-link.schema';

const tag = TRACKING_LINK.path;

@Controller('api/:account_key')
export class TrackingLinkController extends RegistryController(TRACKING_LINK, {
  name: 'TrackingLink',
  one: 'tracking link',
  many: 'tracking links',
}) {
  protected override readonly resource: ReturnType<typeof trackingLinks>;

  constructor(
    registry: Registry,
    private readonly viewers: ManageViewers,
    private readonly templates: UseTemplate,
    settings: LinkSettings,
  ) {
    super(registry);
    this.resource = trackingLinks(settings);
  }

  @Post('tracking-link')
  @Needs('links:write')
  @Describe({
    ...{ id: 'createTrackingLink', summary: 'Create a tracking link, by a template where one is named', tag },
    ...{ answer: 'The tracking link', answers: dataOf(TrackingLinkView) },
  })
  override async create(
    @Write() request: WriteRequest,
    @Body() body: TrackingLinkCreation,
  ): Promise<{ data: TrackingLinkView }> {
    const input = await this.templates.inputOf(request.principal.scope, body);
    return { data: await this.registry.create(this.resource, request, input) };
  }

  @Get('tracking-link/:uuid/sessions')
  @Needs('links:read')
  @Describe({
    ...{ id: 'listLinkSessions', summary: 'Who follows a tracking link', tag },
    ...{
      answer: 'The sessions that live, newest first; at most 1000',
      answers: dataOf(listOf(LinkViewerView)),
    },
  })
  async sessions(
    @Caller() { scope }: Principal,
    @PathUuid('uuid') uuid: string,
  ): Promise<{ data: LinkViewerView[] }> {
    return { data: await this.viewers.list(scope, uuid) };
  }

  @Post('tracking-link/:uuid/sessions/:session_id/revoke')
  @HttpCode(204)
  @Needs('links:write')
  @Describe({ id: 'revokeLinkSession', summary: 'End the session of one viewer', tag, answer: 'It ends' })
  async revokeOne(
    @Write() request: WriteRequest,
    @PathUuid('uuid') uuid: string,
    @PathUuid('session_id') sessionId: string,
  ): Promise<void> {
    await this.viewers.revokeOne(request, uuid, sessionId);
  }

  @Post('tracking-link/:uuid/sessions/revoke')
  @HttpCode(204)
  @Needs('links:write')
  @Describe({
    id: 'revokeLinkSessions',
    summary: 'End all sessions of a tracking link',
    tag,
    answer: 'They end',
  })
  async revokeAll(@Write() request: WriteRequest, @PathUuid('uuid') uuid: string): Promise<void> {
    await this.viewers.revokeAll(request, uuid);
  }

  @Post('tracking-link/:uuid/revoke')
  @HttpCode(204)
  @Needs('links:write')
  @Describe({
    ...{ id: 'revokeLinkViewer', tag, answer: 'They end' },
    summary: 'End all sessions of one person on a tracking link, and bar the address from it',
  })
  async revokePerson(
    @Write() request: WriteRequest,
    @PathUuid('uuid') uuid: string,
    @FromBody() { email }: PersonInput,
  ): Promise<void> {
    await this.viewers.revokePerson(request, uuid, email);
  }

  @Post('tracking-link/:uuid/unlock')
  @HttpCode(204)
  @Needs('links:write')
  @Describe({
    ...{ id: 'unlockLinkViewer', tag, answer: 'It may try again' },
    summary: 'Let an address try codes again that was locked after too many wrong ones',
  })
  async unlock(
    @Write() request: WriteRequest,
    @PathUuid('uuid') uuid: string,
    @FromBody() { email }: PersonInput,
  ): Promise<void> {
    await this.viewers.unlock(request, uuid, email);
  }
}
