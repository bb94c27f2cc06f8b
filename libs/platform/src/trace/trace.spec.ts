import { EventEmitter } from 'node:events';
import { currentTrace, newTrace, traced, traceRequest } from './trace';

const FORM = /^00-[\da-f]{32}-[\da-f]{16}-01$/;

describe('a trace', () => {
  it('begins with a new identity each time', () => {
    const traces = Array.from({ length: 100 }, newTrace);
    for (const trace of traces) expect(trace).toMatch(FORM);
    expect(new Set(traces).size).toBe(100);
  });

  it('continues the trace that the caller names', () => {
    const given = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    expect(traced(given, currentTrace)).toBe(given);
  });

  it.each([
    undefined,
    '',
    'nonsense',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01${'x'.repeat(9_000)}`,
  ])('begins anew where the caller names %p', (given) => {
    const trace = traced(given, currentTrace);
    expect(trace).toMatch(FORM);
    expect(trace).not.toBe(given);
  });

  it('covers what a request awaits, and ends with it', async () => {
    const given = newTrace();
    const seen = await traced(given, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return currentTrace();
    });
    expect([seen, currentTrace()]).toEqual([given, undefined]);
  });

  it('covers a request until its response is closed, whatever other requests do', async () => {
    const [first, second] = [newTrace(), newTrace()];
    const [closesFirst, closesSecond] = [new EventEmitter(), new EventEmitter()];
    const seen: (string | undefined)[] = [];
    const look = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(currentTrace());
    };
    traceRequest(first, closesFirst, () => void look());
    traceRequest(second, closesSecond, () => void look().then(look));
    closesFirst.emit('close');
    while (seen.length < 3) await new Promise((resolve) => setImmediate(resolve));
    closesSecond.emit('close');
    expect(seen).toEqual([first, second, second]);
    traceRequest(first, new EventEmitter(), () => expect(currentTrace()).toBe(first));
  });
});
