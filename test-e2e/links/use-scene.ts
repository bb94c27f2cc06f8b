import { unrefPusherTimers } from '@yipii/testing';
import { LinkScene } from './link-scene';
import type { LinkStage } from './link-stage';

/**
 * Starts a stage, and a scene on it, for the suite in which it is called, and hands them over. After the suite it stops
 * what has started, even of a start that failed.
 */
export function useScene<Stage extends LinkStage>(
  start: () => Promise<Stage>,
  started: (stage: Stage, scene: LinkScene) => void,
): void {
  const running: (() => unknown)[] = [];

  beforeAll(unrefPusherTimers);
  beforeAll(async () => {
    const stage = await start();
    running.push(() => stage.stop());
    const scene = await LinkScene.start(stage);
    running.unshift(() => scene.close());
    started(stage, scene);
  }, 180_000);
  afterAll(async () => {
    for (const stop of running) await stop();
  }, 60_000);
}
