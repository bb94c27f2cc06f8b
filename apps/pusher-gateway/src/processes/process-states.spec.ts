import { ProcessStates } from './process-states';

describe('processes that share a port', () => {
  let nowMs: number;
  let states: ProcessStates;
  beforeEach(() => {
    nowMs = 0;
    states = new ProcessStates(2, () => nowMs);
    for (const index of [0, 1]) states.started(index);
  });

  const allAreReady = (): void => {
    for (const index of [0, 1]) states.heard(index, {});
  };

  it('are ready when all of them are', () => {
    states.heard(0, {});
    expect(states.health.problems()).toEqual({ 'process 1': 'starting' });
    states.heard(1, { redis: 'away', websocket: 'not listening yet' });
    expect(states.health.problems()).toEqual({
      'process 1': 'redis: away; websocket: not listening yet',
    });
    states.heard(1, {});
    expect(states.health.problems()).toEqual({});
    states.ended(0, 1);
    expect(states.health.problems()).toEqual({ 'process 0': 'ended, restarting' });
    states.started(0);
    expect(states.health.problems()).toEqual({ 'process 0': 'starting' });
    expect(states.life.problems()).toEqual({});
  });

  it('are not live while one is stuck', () => {
    allAreReady();
    nowMs = 15_000;
    states.heard(0, {});
    expect(states.life.problems()).toEqual({});
    nowMs = 15_001;
    expect(Object.keys(states.life.problems())).toEqual(['process 1']);
    expect(states.health.problems()).toEqual(states.life.problems());
    states.heard(1, {});
    expect(states.life.problems()).toEqual({});
  });

  it('have a minute for their first report', () => {
    states.heard(0, {});
    nowMs = 60_000;
    states.heard(0, {});
    expect(states.life.problems()).toEqual({});
    nowMs = 60_001;
    expect(Object.keys(states.life.problems())).toEqual(['process 1']);
  });

  it('are not live while one keeps dying', () => {
    allAreReady();
    for (let deaths = 1; deaths < 5; deaths++) {
      states.ended(1, deaths);
      states.started(1);
    }
    expect(states.life.problems()).toEqual({});
    states.ended(1, 5);
    states.started(1);
    states.heard(1, {});
    expect(states.life.problems()).toEqual({ 'process 1': 'has ended 5 times in a row' });
    states.isUp(1);
    expect(states.life.problems()).toEqual({});
  });
});
