import { Lifecycle } from '@yipii/platform';
import { Argon2Passwords } from './password-hasher.argon2';

describe('the password hasher', () => {
  let lifecycle: Lifecycle;
  let sut: Argon2Passwords;

  beforeAll(() => {
    lifecycle = new Lifecycle();
    sut = new Argon2Passwords(lifecycle);
  });
  afterAll(() => lifecycle.stop());

  it('knows a password by its hash, which is another one each time', async () => {
    const [first, second] = await Promise.all([sut.hash('a password'), sut.hash('a password')]);
    expect(first).not.toBe(second);
    expect(await sut.verify('a password', first)).toBe(true);
    expect(await sut.verify('another one', first)).toBe(false);
    expect(await sut.verify('a password', null)).toBe(false);
  });

  it('works beside the event loop: a hash costs many turns of it', async () => {
    await sut.hash('warm up');
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    await Promise.all(Array.from({ length: 8 }, () => sut.hash('a password')));
    clearInterval(counting);
    expect(turns).toBeGreaterThan(20);
  });

  it('refuses more work than it can do in a few seconds', async () => {
    const busy = new Argon2Passwords(lifecycle, 4);
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => busy.hash('a password')));
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(refused).toHaveLength(6);
    expect(refused[0]).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('works again after its thread has died', async () => {
    const lost = sut.hash('a password');
    await (sut as unknown as { worker: { terminate(): Promise<number> } }).worker.terminate();
    await expect(lost).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await sut.verify('a password', await sut.hash('a password'))).toBe(true);
  });

  it('says so when a hash is damaged', async () => {
    await expect(sut.verify('a password', 'nonsense')).rejects.toThrow();
  });
});
