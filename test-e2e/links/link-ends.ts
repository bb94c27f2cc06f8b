import type { LinkEnd } from '@yipii/domain';
import type { LinkScene, Mode, Place, SceneLink, Vehicle } from './link-scene';

export const FAR: Place = { lat: 57.75, lng: 11.97 };
export const HOME: Place = { lat: 57.7, lng: 11.97 };
/** Where a vehicle is while nobody may see it. */
export const HIDDEN: Place = { lat: 57.756789, lng: 11.97 };
/** In the privacy zone around the former ones. */
export const WITHHELD: Place = { lat: 57.754321, lng: 11.97 };
/** On the way home, outside it. */
export const NEARER: Place = { lat: 57.72, lng: 11.97 };
const DWELL_SECONDS = 60;

/** Of links that end by arrival. */
export const TO_HOME = {
  ...{ expires_at: null, show_destination: true },
  arrival: { ...HOME, label: 'Home', radius_m: 100, dwell_seconds: DWELL_SECONDS, grace_minutes: 0 },
};

export const MODES: readonly Mode[] = [
  { access_mode: 'public' },
  { access_mode: 'email' },
  { access_mode: 'email_code' },
  { access_mode: 'authorized_only' },
  { access_mode: 'authorized_only', require_code: true },
];

/** The links of one test, which end together. */
export interface EndingLinks {
  readonly vehicle: Vehicle;
  readonly links: readonly SceneLink[];
  /** That they follow, if they do. */
  readonly routeId: number;
}

export interface WayToEnd {
  readonly reason: LinkEnd;
  readonly ofRoute?: true;
  /** Of the links, besides what all have. */
  readonly fields?: object;
  /** What those who come later are told. */
  readonly status: 404 | 410;
  act(scene: LinkScene, ending: EndingLinks): Promise<unknown>;
}

const each = (links: readonly SceneLink[], act: (link: SceneLink) => Promise<unknown>): Promise<unknown> =>
  Promise.all(links.map(act));

export const WAYS_TO_END: readonly WayToEnd[] = [
  {
    ...{ reason: 'time', status: 410 },
    act: (scene, { links }) => {
      const expires_at = new Date(Date.now() + 1_500).toISOString();
      return each(links, (link) => scene.patch(link, { expires_at }));
    },
  },
  {
    ...{ reason: 'arrival', status: 410 },
    fields: TO_HOME,
    act: async (_scene, { vehicle }) => {
      for (let n = 0; n < 4; n += 1) await vehicle.report(HOME, { speed: 0, seconds: DWELL_SECONDS / 2 });
    },
  },
  {
    ...{ reason: 'disabled', status: 410 },
    act: (scene, { links }) => each(links, (link) => scene.patch(link, { status: 'disabled' })),
  },
  {
    ...{ reason: 'deleted', status: 404 },
    act: (scene, { links }) => each(links, ({ uuid }) => scene.rest('DELETE', `tracking-link/${uuid}`)),
  },
  {
    ...{ reason: 'route_completed', status: 410, ofRoute: true },
    act: (scene, { routeId }) => scene.rest('POST', `route/${routeId}/complete`, {}),
  },
];

/** Makes links that will end like this, one for each mode, to one vehicle of their own. */
export async function linksToEnd(
  scene: LinkScene,
  { ofRoute, fields }: WayToEnd,
  modes: readonly Mode[] = MODES,
): Promise<EndingLinks> {
  const vehicle = await scene.vehicle();
  const stops = [{ name: 'Secret stop', ...HOME }];
  const route = { name: 'Secret route', asset_id: vehicle.assetId, stops };
  const routeId = ofRoute ? (await scene.rest<{ id: number }>('POST', 'route', route)).id : 0;
  const subject = ofRoute ? { type: 'route', route_id: routeId } : vehicle.subject;
  const links = await Promise.all(modes.map((mode) => scene.link(subject, mode, fields)));
  await vehicle.report(FAR);
  return { vehicle, links, routeId };
}
