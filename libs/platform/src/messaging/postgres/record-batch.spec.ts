import { RecordBatch, messagesOf } from './record-batch';

const lines = ['{"n":0}', '{"n":1,"name":"Łódź"}', '{"n":2}'];

function aRow() {
  const batch = new RecordBatch(1, 0, 40);
  lines.forEach((line, i) => batch.add(`key\n${i}`, line));
  return { off: '40', batch: batch.compressed(), key: '', payload: '' };
}

describe('RecordBatch', () => {
  it('is read as it was written', () => {
    expect(messagesOf(aRow(), 0)).toEqual([
      { key: 'key\n0', value: lines[0], offset: 40 },
      { key: 'key\n1', value: lines[1], offset: 41 },
      { key: 'key\n2', value: lines[2], offset: 42 },
    ]);
  });

  it.each([
    [40, [40, 41, 42]],
    [41, [41, 42]],
    [42, [42]],
    [43, []],
  ])('is read from offset %d on', (from, offsets) => {
    expect(messagesOf(aRow(), from).map(({ offset }) => offset)).toEqual(offsets);
  });

  it('is compressed, and full before an append makes it as large as it gets', () => {
    const batch = new RecordBatch(1, 0, 0);
    while (!batch.isFull) batch.add('a', `{"padding":"${'x'.repeat(600)}"}`);
    expect(batch.events).toBe(53);
    expect(batch.compressed().length).toBeLessThan(1_000);
  });

  it('reads a row of a former version, which is one event', () => {
    const former = { off: '7', batch: null, key: '1042', payload: '{"n":\n1}' };
    expect(messagesOf(former, 7)).toEqual([{ key: '1042', value: '{"n":\n1}', offset: 7 }]);
    expect(messagesOf(former, 8)).toEqual([]);
  });
});
