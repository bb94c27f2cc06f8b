import { eventually } from '@yipii/testing';
import type { LinkViewer, RawViewer, ViewerSession } from '../support/link-viewer';
import { FAR, type EndingLinks } from './link-ends';
import type { LinkScene, SceneLink, Vehicle } from './link-scene';

/** However busy the machine is. */
export const PATIENCE = { timeoutMs: 60_000, everyMs: 100 };

interface Polled {
  readonly data: object | null;
  readonly link: { readonly status: string };
}

/** One session, followed in each way that there is. */
export interface Follower {
  readonly link: SceneLink;
  readonly session: ViewerSession;
  readonly stock: LinkViewer;
  readonly raw: RawViewer;
}

/** How the links of a scene are followed. */
export function following(scene: () => LinkScene) {
  const poll = (uuid: string, { session_token: token }: ViewerSession) =>
    scene().call<Polled>('GET', `${uuid}/location`, { token });

  const follow = async (link: SceneLink): Promise<Follower> => {
    const session = await scene().verify(link);
    return { link, session, stock: scene().watch(session), raw: scene().watchRaw(session) };
  };

  const isFollowing = ({ stock, raw }: Follower): boolean =>
    countOf(stock.names, '.location.updated') > 1 && raw.names.includes('.location.updated');

  /** Drives until all have seen it move. */
  const driveFor = (followers: readonly Follower[], vehicle: Vehicle): Promise<void> =>
    eventually(async () => {
      await vehicle.driveOn(FAR);
      expect(followers.filter((one) => !isFollowing(one)).map(({ link }) => link.mode)).toEqual([]);
    }, PATIENCE);

  /** A link of a mode of one's own to a vehicle that has a position. */
  async function aLink(
    mode: SceneLink['mode'],
    fields: object = {},
  ): Promise<EndingLinks & { link: SceneLink }> {
    const vehicle = await scene().vehicle();
    await vehicle.report(FAR);
    const link = await scene().link(vehicle.subject, mode, fields);
    return { vehicle, links: [link], link, routeId: 0 };
  }
  return { poll, follow, driveFor, aLink };
}

export function countOf(names: readonly string[], name: string): number {
  return names.filter((one) => one === name).length;
}
