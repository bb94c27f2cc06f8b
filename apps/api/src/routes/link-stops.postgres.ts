import type { UnitOfWork } from '@yipii/persistence';
import { readInput, type WriteRequest } from '@yipii/platform';
import { ResourceWriter } from '../registry/resource-writer';
import { applyTemplate, arrivalAt } from '../tracking-links/templates/apply-template';
import type { LinkTemplateView } from '../tracking-links/templates/link-template.schema';
import { trackingLinks, type LinkSettings } from '../tracking-links/tracking-link.resource';
import { TrackingLinkInput } from '../tracking-links/tracking-link.schema';
import type { RouteStopView, RouteView, StopLinkView } from './route.schema';

interface StopLink {
  readonly stop_id: string;
  readonly uuid: string;
}

/** Makes a link for each stop of a route by a template. A stop that has one by it already keeps that. */
export class LinkStops {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: LinkSettings,
  ) {}

  run(request: WriteRequest, route: RouteView, template: LinkTemplateView): Promise<StopLinkView[]> {
    return this.unitOfWork.inAccount(request.principal.scope, async (tx) => {
      const { rows } = await tx.query<StopLink>(
        `SELECT stop_id, uuid FROM tracking_link
         WHERE route_id = $1 AND template_id = $2 AND stop_id IS NOT NULL AND NOT is_disabled`,
        [route.id, template.id],
      );
      const known = new Map(rows.map(({ stop_id: id, uuid }) => [Number(id), uuid]));
      const missing = route.stops.filter(({ id }) => !known.has(id));
      const inputs = missing.map((stop) => this.inputOf(route, stop, template));
      const writer = new ResourceWriter(trackingLinks(this.settings), tx, request);
      const made = inputs.length > 0 ? await writer.createAll(inputs, { templateId: template.id }) : [];
      for (const [index, { uuid }] of made.entries()) known.set(missing[index]?.id ?? 0, uuid);
      return route.stops.map(({ id }) => this.shown(id, known.get(id) ?? ''));
    });
  }

  private inputOf(route: RouteView, stop: RouteStopView, template: LinkTemplateView): TrackingLinkInput {
    const subject = { type: 'route', route_id: route.id, stop_id: stop.id };
    const arrival = arrivalAt(template, stop);
    const names = { route: route.name, stop: stop.name };
    const body = applyTemplate(
      template,
      { subject, ...(arrival && { arrival }) },
      names,
      this.settings.now(),
    );
    return readInput(TrackingLinkInput, body, 'refuse');
  }

  private shown(stopId: number, uuid: string): StopLinkView {
    return { stop_id: stopId, uuid, url: this.settings.pageOf(uuid) };
  }
}
