import { OwnProgress } from './progress';

const spans = new Map([
  [0, { first: 5, end: 7 }],
  [1, { first: 3, end: 3 }],
]);

describe('a process that reads all partitions for itself', () => {
  it('has caught up when it has read what was there at its start', async () => {
    const sut = new OwnProgress(() => Promise.resolve(spans));
    let caughtUp = false;
    void sut.caughtUp().then(() => (caughtUp = true));
    sut.done(0, 6);
    await new Promise(setImmediate);
    expect(caughtUp).toBe(false);
    sut.done(0, 7);
    await sut.caughtUp();
    expect(caughtUp).toBe(true);
  });

  it('has caught up at once if there is nothing', async () => {
    await expect(new OwnProgress(() => Promise.resolve(new Map())).caughtUp()).resolves.toBeUndefined();
  });

  it('resumes where it stopped, else at its start; a start that can not be looked up is looked up again', async () => {
    let away = true;
    const sut = new OwnProgress(() => (away ? Promise.reject(new Error('away')) : Promise.resolve(spans)));
    await expect(sut.assigned(0)).rejects.toThrow('away');
    away = false;
    expect(await sut.assigned(0)).toBe(5);
    sut.done(0, 6);
    expect(await sut.assigned(0)).toBe(6);
    expect(await sut.assigned(9)).toBeNull();
  });
});
