import { FakeClock, NOON } from '@yipii/testing';
import { AlertingUnderTest, type Owner } from '../alerting.testing';

const MINUTE = 60_000;

describe('a silent asset', () => {
  let sut: AlertingUnderTest;

  beforeAll(async () => {
    sut = await AlertingUnderTest.start();
  });
  beforeEach(async () => {
    await sut.clear();
    await sut.rule('device.offline', { after_seconds: 300 });
  });
  afterAll(() => sut.stop());

  const second = ({ clock }: Owner) => (clock.now() - NOON) / 1000;
  const offline = async () =>
    (await sut.told()).map(({ type, assetId, data }) => [
      type,
      assetId,
      (Date.parse(data.triggeredAt) - NOON) / 1000,
    ]);

  async function pass(owner: Owner, ms: number): Promise<void> {
    for (const end = owner.clock.now() + ms; owner.clock.now() < end;) {
      owner.clock.advance(4_000);
      await owner.passTime();
    }
  }

  it('is offline once it has been silent for so long', async () => {
    const owner = await sut.owner();
    await owner.evaluate([{ second: 10 }], 0);
    await pass(owner, 5 * MINUTE);
    expect(await offline()).toEqual([]);
    await pass(owner, MINUTE);
    expect(await offline()).toEqual([['alert.raised', sut.assetId(), 310]]);
  });

  it('is not offline because enrichment is', async () => {
    const owner = await sut.owner();
    await owner.evaluate([{ second: 10 }], 0);
    owner.enrichment.isRead = false;
    await pass(owner, 20 * MINUTE);
    await owner.enrichment.restart();
    await pass(owner, MINUTE);
    const waited = Array.from({ length: 100 }, (_, i) => ({ second: 20 + i * 12 }));
    await owner.evaluate(waited, 1);
    await pass(owner, MINUTE);
    expect(await offline()).toEqual([]);
    const lastHeard = 20 + 99 * 12;
    await pass(owner, 5 * MINUTE);
    expect(await offline()).toEqual([['alert.raised', sut.assetId(), lastHeard + 300]]);
  });

  it('is offline though only after it could be heard for so long again', async () => {
    const owner = await sut.owner();
    await owner.evaluate([{ second: 10 }], 0);
    owner.enrichment.isRead = false;
    await pass(owner, 20 * MINUTE);
    const restartedAt = second(owner);
    await owner.enrichment.restart();
    await pass(owner, 4 * MINUTE);
    expect(await offline()).toEqual([]);
    await pass(owner, 2 * MINUTE);
    expect(await offline()).toEqual([['alert.raised', sut.assetId(), restartedAt + 300]]);
  });

  it('has the full time again after enrichment was suspended', async () => {
    const owner = await sut.owner();
    await owner.evaluate([{ second: 10 }], 0);
    owner.enrichment.isRead = false;
    await pass(owner, 20 * MINUTE);
    owner.enrichment.isRead = true;
    await pass(owner, 4 * MINUTE);
    expect(await offline()).toEqual([]);
  });

  it('is judged by its own partition: others may go on, or stand still', async () => {
    const [left, right] = [sut.assetId(0), sut.assetId(1)];
    const clock = new FakeClock(NOON);
    const stuck = await sut.owner({ clock, partition: 0 });
    const flowing = await sut.owner({ clock, partition: 1 });
    await stuck.evaluate([{ second: 10, assetId: left }], 0);
    await flowing.evaluate([{ second: 10, assetId: right }], 0);
    stuck.enrichment.isRead = false;
    while (clock.now() < NOON + 6 * MINUTE) {
      clock.advance(2_000);
      await stuck.passTime();
      await flowing.passTime();
    }
    expect(await offline()).toEqual([['alert.raised', right, 310]]);
  });
});
