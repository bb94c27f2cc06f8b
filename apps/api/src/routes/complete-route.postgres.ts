import { RouteStops, type AccountTransaction, type RouteRow, type UnitOfWork } from '@yipii/persistence';
import type { Clock, WriteRequest } from '@yipii/platform';
import { Refusal } from '../errors';
import { ResourceWriter } from '../registry/resource-writer';
import { endLinks, followRoute } from './route-links.sql';
import { routes } from './route.resource';
import type { RouteView } from './route.schema';

const stops = new RouteStops();

/** Tells that a route or one of its stops is done, which ends the links of it. What was done before stays as it is. */
export class CompleteRoute {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  route(request: WriteRequest, id: number): Promise<RouteView> {
    return this.set(request, id, async (tx, row) => {
      const at = row.completedAt ?? new Date(this.clock.now());
      await endLinks(tx, id, { stopId: null, at });
      return at;
    });
  }

  /** The last one completes the route. @throws Refusal NOT_FOUND */
  stop(request: WriteRequest, id: number, stopId: number): Promise<RouteView> {
    return this.set(request, id, async (tx, row) => {
      const now = new Date(this.clock.now());
      const stop = await stops.complete(tx, id, stopId, now);
      if (!stop) throw new Refusal('NOT_FOUND', 'There is no such stop.');
      const completesRoute = stop.open === 0 && !row.completedAt;
      await endLinks(tx, id, completesRoute ? { stopId: null, at: now } : { stopId, at: stop.at });
      return completesRoute ? now : row.completedAt;
    });
  }

  private set(
    request: WriteRequest,
    id: number,
    completedAt: (tx: AccountTransaction, row: RouteRow) => Promise<Date | null>,
  ): Promise<RouteView> {
    return this.unitOfWork.inAccount(request.principal.scope, (tx) =>
      new ResourceWriter(routes, tx, request).set(id, 'completed', async (row) => {
        const route = row as RouteRow;
        const columns = { completedAt: await completedAt(tx, route) };
        await followRoute(tx, id, route.assetId);
        return columns;
      }),
    );
  }
}
