import { Logger, Metrics } from '@yipii/platform';
import { FakeClock } from '@yipii/testing';
import { MemoryLog } from '../scenario';
import { DeviceMonitor } from './device-monitor';

const SOURCE = { protocol: 'teltonika', address: '192.0.2.7', peer: '192.0.2.7:4711' };
const FRAME = Buffer.alloc(10_000, 1);

describe('what is logged and kept of devices', () => {
  const log = new MemoryLog();
  const clock = new FakeClock();
  const sut = new DeviceMonitor(log, new Metrics(), clock, { tell: () => undefined });
  let error: jest.SpyInstance;

  beforeEach(() => {
    error = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    log.deadLetters.length = 0;
  });
  afterEach(() => error.mockRestore());

  it('is an error, once per cause and 10 s, when their records can not be stored', () => {
    const cause = new Error('connection refused');
    for (let n = 0; n < 100; n += 1) sut.notStored(SOURCE, 'log_unavailable', cause);
    sut.notStored(SOURCE, 'registry_unavailable', cause);
    expect(error.mock.calls).toMatchObject([
      [{ reason: 'log_unavailable', err: cause, peer: '192.0.2.0/24' }],
      [{ reason: 'registry_unavailable', err: cause }],
    ]);
    clock.advance(10_000);
    sut.notStored(SOURCE, 'log_unavailable', cause);
    expect(error.mock.calls[2]).toMatchObject([{ reason: 'log_unavailable', leftOut: 99 }]);
  });

  it('is 16 undecodable frames of a connection', () => {
    const undecodable = { frame: FRAME, reason: 'bad_crc', deviceId: '1', registered: true };
    for (let n = 0; n < 20; n += 1) sut.undecodable(SOURCE, undecodable);
    expect(log.deadLetters).toHaveLength(16);
    expect(log.deadLetters[0]).toMatchObject({ reason: 'bad_crc', payload: FRAME.toString('base64') });
  });

  it('is one frame per second of all devices that are not registered, cut to 4 KB', () => {
    const undecodable = { frame: FRAME, reason: 'bad_crc', deviceId: undefined, registered: false };
    for (let n = 0; n < 1_000; n += 1) sut.undecodable({ ...SOURCE }, undecodable);
    expect(log.deadLetters).toHaveLength(60);
    clock.advance(5_000);
    for (let n = 0; n < 1_000; n += 1) sut.undecodable({ ...SOURCE }, undecodable);
    expect(log.deadLetters).toHaveLength(65);
    expect(log.deadLetters[0]?.payload).toBe(FRAME.subarray(0, 4_096).toString('base64'));
  });
});
