import { parseArguments } from './arguments';

describe('parseArguments', () => {
  it('drives the demo against this machine by default', () => {
    const parsed = parseArguments([]);
    expect(parsed).toMatchObject({
      host: '127.0.0.1',
      targets: [{ protocol: 'teltonika', port: 5027 }],
      cadence: 'demo',
      seed: 1,
    });
    expect(parsed).toHaveProperty('imeis.length', 10);
    expect(parsed).toHaveProperty('load', undefined);
  });

  it('reads what the truth is to contain, and demands a file for it', () => {
    const args = '--truth t --fences f --speed-limit 70';
    expect(parseArguments(args.split(' '))).toMatchObject({ truth: 't', fences: 'f', speedLimit: 70 });
    expect(() => parseArguments(['--speed-limit', '70'])).toThrow(
      '--fences and --speed-limit require --truth.',
    );
  });

  it('reads the rate, the frame size and the devices of a load test', () => {
    const args =
      '--host h --port 1 --vehicles 2 --rate 20.5 --records 10 --seconds 3 --warm-up 1.5 --imei-base 123456789012345 --ledger l';
    expect(parseArguments(args.split(' '))).toMatchObject({
      ...{
        host: 'h',
        targets: [{ protocol: 'teltonika', port: 1 }],
        seconds: 3,
        warmUpSeconds: 1.5,
        ledger: 'l',
        imeis: ['123456789012345', '123456789012346'],
      },
      load: { recordsPerSecond: 20.5, recordsPerFrame: 10 },
    });
  });

  it('takes several protocols, each on its own port', () => {
    expect(parseArguments(['--protocols', 'teltonika,osmand:1,h02, owntracks'])).toMatchObject({
      targets: [
        { protocol: 'teltonika', port: 5027 },
        { protocol: 'osmand', port: 1 },
        { protocol: 'h02', port: 5013 },
        { protocol: 'owntracks', port: 5144 },
      ],
    });
  });

  it('prints its usage', () => {
    expect(parseArguments(['--help'])).toBe('help');
  });

  it.each([
    ['--port 0', '--port'],
    ['--port x', '--port'],
    ['--vehicles 1.5', '--vehicles'],
    ['--imei-base 123', '--imei-base'],
    ['--imei-base 999999999999999 --vehicles 2', '--imei-base'],
    ['--protocols gt06', '--protocols'],
    ['--protocols constructor', '--protocols'],
    ['--protocols osmand:0', '--port'],
    ['--protocols osmand,h02 --port 1', '--port'],
    ['--cadence slow', '--cadence'],
    ['--rate 0', '--rate'],
    ['--rate 100000 --vehicles 1', '--vehicles'],
    ['--rate 1 --records 256', '--records'],
    ['--records 10', '--rate'],
    ['--seconds -1', '--seconds'],
    ['--nonsense', '--nonsense'],
    ['nonsense', 'nonsense'],
  ])('refuses %s and names %s', (args, named) => {
    expect(() => parseArguments(args.split(' '))).toThrow(named);
  });
});
