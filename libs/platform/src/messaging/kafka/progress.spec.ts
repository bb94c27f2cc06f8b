import type { OffsetsByTopicPartition } from 'kafkajs';
import { CommittedProgress, OwnProgress } from './progress';

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

describe('the offsets of a group', () => {
  class Kafka {
    readonly commits: string[] = [];
    isAway = false;
    readonly send = ({ topics: [topic] }: OffsetsByTopicPartition): Promise<void> => {
      if (this.isAway) return Promise.reject(new Error('away'));
      this.commits.push(
        topic?.partitions.map(({ partition, offset }) => `${partition}:${offset}`).join(' ') ?? '',
      );
      return Promise.resolve();
    };
  }

  it('are committed together, the newest of each partition, and only once', async () => {
    const kafka = new Kafka();
    const sut = new CommittedProgress('topic');
    sut.done(0, 5, kafka.send);
    sut.done(1, 3, kafka.send);
    sut.done(0, 6, kafka.send);
    expect(kafka.commits).toEqual([]);
    await sut.settled();
    await sut.settled();
    expect(kafka.commits).toEqual(['0:6 1:3']);
  });

  it('go with the next commit where one fails', async () => {
    const kafka = new Kafka();
    const sut = new CommittedProgress('topic');
    kafka.isAway = true;
    sut.done(0, 5, kafka.send);
    sut.done(1, 3, kafka.send);
    await sut.settled();
    kafka.isAway = false;
    sut.done(0, 6, kafka.send);
    await sut.settled();
    expect(kafka.commits).toEqual(['0:6 1:3']);
  });

  it('are dropped when partitions are reassigned, also those of a commit that fails meanwhile', async () => {
    const kafka = new Kafka();
    const sut = new CommittedProgress('topic');
    kafka.isAway = true;
    sut.done(0, 5, kafka.send);
    const settled = sut.settled();
    await Promise.resolve();
    sut.reassigned();
    await settled;
    kafka.isAway = false;
    await sut.settled();
    expect(kafka.commits).toEqual([]);
  });
});
