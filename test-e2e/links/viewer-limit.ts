import { eventually } from '@yipii/testing';
import { following, PATIENCE } from './following';
import type { LinkScene } from './link-scene';

/** Links that as many may follow as they say. */
export function viewerLimitTests(scene: () => LinkScene): void {
  const { poll, aLink } = following(scene);

  it('turns away whoever is one too many by 429, and lets in who tries again once somebody has left', async () => {
    const { link } = await aLink({ access_mode: 'public' }, { max_viewers: 1 });
    const sessions = [await scene().verify(link), await scene().verify(link)] as const;
    const first = scene().watch(sessions[0]);
    await eventually(() => expect(first.names).toContain('.location.updated'), PATIENCE);
    const [late, raw] = [scene().watch(sessions[1]), scene().watchRaw(sessions[1])];
    await eventually(
      () => expect(late.events).toMatchObject([['pusher:subscription_error', { status: 429 }]]),
      PATIENCE,
    );
    await eventually(() => expect(raw.frames.at(-1)).toContain('VIEWER_LIMIT'), PATIENCE);
    // Whoever finds no place may poll.
    expect((await poll(link.uuid, sessions[1])).status).toBe(200);
    first.close();
    await eventually(() => {
      late.tryAgain();
      expect(late.names).toContain('.location.updated');
    }, PATIENCE);
  });
}
