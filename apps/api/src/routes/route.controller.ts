import { Body, Controller, HttpCode, Patch, Post } from '@nestjs/common';
import {
  dataOf,
  Describe,
  FromBody,
  Needs,
  PathId,
  readInput,
  Write,
  type WriteRequest,
} from '@yipii/platform';
import { Refusal } from '../errors';
import { RegistryController } from '../registry/registry.controller';
import { Registry } from '../registry/registry.ports';
import { UseTemplate } from '../tracking-links/templates/use-template';
import { CompleteRoute } from './complete-route.postgres';
import { LinkStops } from './link-stops.postgres';
import { routes } from './route.resource';
import { LinksOfPatch, RouteCreation, RoutePatch, RouteView, RouteWithLinksView } from './route.schema';

/** How the stops of routes get links. */
export class RouteLinks {
  constructor(
    readonly templates: UseTemplate,
    readonly stops: LinkStops,
  ) {}
}

const ABOUT = { tag: 'route', answer: 'The route', answers: dataOf(RouteView) };
const WITH_LINKS = { ...ABOUT, answers: dataOf(RouteWithLinksView) };

@Controller('api/:account_key')
export class RouteController extends RegistryController(routes, {
  ...{ name: 'Route', one: 'route', many: 'routes' },
}) {
  constructor(
    registry: Registry,
    private readonly completion: CompleteRoute,
    private readonly links: RouteLinks,
  ) {
    super(registry);
  }

  @Post('route')
  @Needs('fleet:write')
  @Describe({ ...WITH_LINKS, id: 'createRoute', summary: 'Create a route' })
  override create(
    @Write() request: WriteRequest,
    @FromBody() { links, ...body }: RouteCreation,
  ): Promise<{ data: RouteWithLinksView }> {
    return this.linked(request, links, () => this.registry.create(routes, request, body));
  }

  @Patch('route/:id')
  @Needs('fleet:write')
  @Describe({ ...WITH_LINKS, id: 'updateRoute', summary: 'Change a route (JSON Merge Patch)' })
  override patch(
    @Write() request: WriteRequest,
    @PathId() id: number,
    @Body() body: RoutePatch,
  ): Promise<{ data: RouteWithLinksView }> {
    const { links } = readInput(LinksOfPatch, body, 'ignore');
    const { links: _, ...patch } = body;
    return this.linked(request, links, () => this.registry.patch(routes, request, { id, patch }));
  }

  @Post('route/:id/complete')
  @HttpCode(200)
  @Needs('fleet:write')
  @Describe({ ...ABOUT, id: 'completeRoute', summary: 'Complete a route, which ends its links' })
  async complete(@Write() request: WriteRequest, @PathId() id: number): Promise<{ data: RouteView }> {
    return { data: await this.completion.route(request, id) };
  }

  @Post('route/:id/stop/:stop_id/complete')
  @HttpCode(200)
  @Needs('fleet:write')
  @Describe({ ...ABOUT, id: 'completeRouteStop', summary: 'Complete a stop, which ends the links of it' })
  async completeStop(
    @Write() request: WriteRequest,
    @PathId() id: number,
    @PathId('stop_id') stopId: number,
  ): Promise<{ data: RouteView }> {
    return { data: await this.completion.stop(request, id, stopId) };
  }

  /** @param template what a request has as `links` */
  private async linked(
    request: WriteRequest,
    template: RouteCreation['links'],
    write: () => Promise<RouteView>,
  ): Promise<{ data: RouteWithLinksView }> {
    if (!template) return { data: await write() };
    const { scope, scopes } = request.principal;
    if (!scopes.includes('links:write')) throw new Refusal('FORBIDDEN', 'Links need the scope links:write.');
    const found = await this.links.templates.find(scope, template.template_id);
    const route = await write();
    const links = await this.links.stops.run(request, route, found);
    return { data: Object.assign(route, { links }) };
  }
}
