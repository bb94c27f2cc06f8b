import { Wire } from './wire';

const frame = (title: string) => ({ kind: 'frame', direction: 'in', title }) as const;

describe('the wire', () => {
  it('keeps the newest 500 entries, each with the step that was played', () => {
    const wire = new Wire();
    for (let n = 1; n <= 501; n++) wire.add(frame(String(n)));
    wire.step = 'subscribe';
    wire.add(frame('last'));
    expect(wire.entries).toHaveLength(500);
    expect(wire.entries[0]).toMatchObject({ title: '3', step: null });
    expect(wire.entries.at(-1)).toMatchObject({ id: 502, title: 'last', step: 'subscribe', channel: null });
  });

  it('finds what matches after an entry, whether it is there or still to come', async () => {
    const wire = new Wire();
    const { signal } = new AbortController();
    wire.add(frame('a'));
    wire.add(frame('b'));
    const isA = ({ title }: { title: string }) => title === 'a';
    expect((await wire.next(isA, 0, signal)).id).toBe(1);
    const coming = wire.next(isA, 1, signal);
    wire.add(frame('b'));
    wire.add(frame('a'));
    expect((await coming).id).toBe(4);
  });

  it('waits no longer than it is told', async () => {
    const abort = new AbortController();
    const coming = new Wire().next(() => true, 0, abort.signal);
    abort.abort(new Error('enough'));
    await expect(coming).rejects.toThrow('enough');
  });
});
