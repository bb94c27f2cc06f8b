import { aRule, aWorld, at, clock, NOON, run } from '../alert.fixture';
import type { AlertCondition, ConditionOf } from '../alert-condition';
import type { AlertInput, AlertRecord } from '../alert-input';

type Fields = Partial<AlertRecord>;

const attributes = (values: AlertRecord['attributes']): Fields => ({ attributes: values });
const volts = (externalVoltage: number): Fields => attributes({ externalVoltage });
const alarm = (name: string): Fields => attributes({ alarm: name });
/** A record each minute from noon on. */
const minutes = (...all: Fields[]): AlertInput[] => all.map((fields, i) => at(i * 60, 0, fields));

const sensor: ConditionOf<'device.sensor'> = {
  type: 'device.sensor',
  ...{ attribute: 'temp1', unit: '°C', hysteresis: 2, minSeconds: 120 },
  bound: { is: 'outside', min: null, max: 8 },
  only: { ignition: null, moving: null, insideFences: null },
};
const temps = (...all: number[]) => all.map((temp1) => attributes({ temp1 }));

const CASES: readonly (readonly [name: string, AlertCondition, AlertInput[], string[]])[] = [
  ['power that is cut, until it is back', { type: 'device.power_cut', minSeconds: 60 },
    minutes(volts(13), attributes({ unplugged: true }), volts(0.2), {}, volts(4), volts(13)), ['+power_cut 120', '-power_cut 300']],
  ['no power cut that is shorter than it must be', { type: 'device.power_cut', minSeconds: 120 },
    minutes(volts(13), volts(0), volts(13), volts(0)), []],
  ['power that is cut by its alarm alone, until the device is supplied', { type: 'device.power_cut', minSeconds: 0 },
    minutes(alarm('powerCut,sos'), {}, attributes({ unplugged: false })), ['+power_cut 0', '-power_cut 120']],
  ['a battery below its limit, until it is above by the hysteresis',
    { type: 'device.low_battery', belowPercent: 20, hysteresisPercent: 5, minSeconds: 0 },
    minutes(...[30, 19, 21, 24, 19, 25].map((batteryLevel) => attributes({ batteryLevel }))), ['+low_battery 60', '-low_battery 300']],
  ['a low voltage, which a cut is not', { type: 'device.low_voltage', belowVolts: 11.8, hysteresisVolts: 0.3, minSeconds: 60 },
    minutes(volts(0.1), volts(0.1), volts(11.7), volts(11.7), volts(12), volts(12.2)), ['+low_voltage 180', '-low_voltage 300']],
  ['an emergency, once for each press', { type: 'device.sos' },
    [at(0, 0, alarm('sos')), at(30, 0, alarm('sos')), at(80, 0, alarm('sos')), at(300, 0, alarm('general,sos'))], ['+sos 0', '+sos 300']],
  ['an emergency without a fix, with a wrong date or with a doubted one', { type: 'device.sos' },
    [at(0, 0), at(100, 0, { ...alarm('sos'), lat: null, lng: null, unstreamed: 'no_fix' }),
      at(-9e6, 0, { ...alarm('sos'), unstreamed: 'insane', receivedAt: NOON }),
      at(200, 0, { ...alarm('sos'), unstreamed: 'jump' })], ['+sos 100', '+sos 200']],
  ['a device that is tampered with', { type: 'device.tamper' }, minutes({}, alarm('tampering'), {}), ['+tamper 60']],
  ['an asset that moves with its ignition off', { type: 'device.tow', minSeconds: 60 },
    minutes({ ignition: false, status: 'stopped' }, { ignition: false }, { ignition: false }, { ignition: false, status: 'stopped' }),
    ['+tow 120', '-tow 180']],
  ['no tow where the ignition is unknown or on', { type: 'device.tow', minSeconds: 0 }, minutes({ ignition: null }, { ignition: true }), []],
  ['harsh driving of the kinds that are asked for', { type: 'device.harsh_driving', kinds: ['braking', 'cornering'] },
    minutes(alarm('hardBraking'), alarm('hardAcceleration'), attributes({ harshDriving: 'cornering', harshDrivingForce: 0.4 })),
    ['+harsh_driving 0', '+harsh_driving 120']],
  ['an engine that runs at a standstill', { type: 'device.idling', minSeconds: 180 },
    minutes({}, ...[1, 2, 3, 4].map((): Fields => ({ status: 'idling', speed: 0 })), { lat: 57.71 }), ['+idling 240', '-idling 300']],
  ['jamming, once while it flips', { type: 'device.jamming' },
    minutes({}, alarm('jamming'), {}, alarm('jamming'), {}, {}, {}, {}), ['+jamming 60', '-jamming 360']],
  ['fixes that jump for two minutes as jamming, until one is believed', { type: 'device.jamming' },
    minutes({}, ...[1, 2, 3, 4].map((): Fields => ({ unstreamed: 'jump' })), {}), ['+jamming 60', '-jamming 300']],
  ['no jamming where fixes jump now and then', { type: 'device.jamming' },
    minutes({ unstreamed: 'jump' }, {}, { unstreamed: 'jump' }, {}, { unstreamed: 'jump' }), []],
  ['a sensor out of its range for long enough', sensor, minutes(...temps(5, 9, 8.5, 9, 7, 6)), ['+sensor 180', '-sensor 300']],
  ['a sensor only while the ignition is on', { ...sensor, minSeconds: 0, only: { ...sensor.only, ignition: true } },
    minutes({ ...temps(9)[0], ignition: false }, ...temps(9), { ...temps(9)[0], ignition: false }), ['+sensor 60', '-sensor 120']],
  ['a sensor only inside of a fence', { ...sensor, minSeconds: 0, only: { ...sensor.only, insideFences: [31] } },
    [at(0, 400, temps(9)[0]), at(60, 0, temps(9)[0]), at(120, 400, temps(9)[0])], ['+sensor 60', '-sensor 120']],
  ['an input that is on', { ...sensor, attribute: 'in1', minSeconds: 0, bound: { is: 'equal', to: true } },
    minutes(attributes({ in1: false }), attributes({ in1: true }), {}, attributes({ in1: false })), ['+sensor 60', '-sensor 180']],
  ['one of several texts', { ...sensor, attribute: 'dtcs', minSeconds: 0, bound: { is: 'one_of', texts: ['P0300', 'P0420'] } },
    minutes(attributes({ dtcs: 'P0171' }), attributes({ dtcs: 'P0171,P0300' }), attributes({ dtcs: '' })), ['+sensor 60', '-sensor 120']],
]; // prettier-ignore

describe('a rule of a device finds', () => {
  it.each(CASES)('%s', (_, condition, inputs, told) => {
    expect(run(aRule(condition), inputs).told).toEqual(told);
  });

  it('what is violated and by how much', () => {
    const { events } = run(aRule({ ...sensor, minSeconds: 0 }), minutes(...temps(9, 5)));
    const details = { attribute: 'temp1', unit: '°C', value: 9, bound: 8 };
    expect(events.map((event) => event.details)).toEqual([details, details]);
  });

  it('the ignition on outside of working hours', () => {
    const windows = [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '12:02' }];
    const rule = aRule({ type: 'device.ignition_outside_hours', hours: { timezone: 'UTC', windows } });
    const { told } = run(rule, minutes({}, {}, {}, {}, { ignition: false }));
    expect(told).toEqual(['+ignition_outside_hours 120', '-ignition_outside_hours 240']);
  });
});

describe('an engine that idles', () => {
  const rule = aRule({ type: 'device.idling', minSeconds: 120 });
  const idles = (...seconds: number[]) => seconds.map((s) => at(s, 0, { status: 'idling', speed: 0 }));

  const seems = (seconds: number, metres: number) => at(seconds, metres, { speed: null });

  it('is not over when its fixes only seem to move', () => {
    const drive = [...idles(0, 60), seems(90, 40), ...idles(100, 160), seems(170, 30), ...idles(180)];
    expect(run(rule, drive).told).toEqual(['+idling 120']);
  });

  it('is over since it drove off, be it slowly', () => {
    expect(run(rule, [...idles(0, 60, 130), at(140, 300)]).told).toEqual(['+idling 120', '-idling 140']);
    expect(run(rule, [...idles(0, 60, 130), seems(140, 20), seems(175, 40)]).told).toEqual([
      '+idling 120',
      '-idling 140',
    ]);
  });
});

describe('an asset is offline', () => {
  const rule = aRule({ type: 'device.offline', afterSeconds: 900 });

  it('after its silence by our clock, and until it is heard', () => {
    const { state } = run(rule, [at(0, 0)]);
    expect(state.dueAt).toBe(NOON + 901_000);
    const silent = run(rule, [clock(900), clock(902), clock(5000)], { state });
    expect(silent.told).toEqual(['+offline 901']);
    expect(run(rule, [at(600, 0, { receivedAt: NOON + 6_000_000 })], { state: silent.state }).told).toEqual([
      '-offline 6000',
    ]);
  });

  it('no less if only its next record shows the silence', () => {
    const byClock = run(rule, [at(0, 0), clock(905), at(2000, 0)]);
    expect(run(rule, [at(0, 0), at(2000, 0)]).events).toEqual(byClock.events);
    expect(byClock.told).toEqual(['+offline 901', '-offline 2001']);
  });

  it('only if we have been listening, and anything that is heard counts', () => {
    const deaf = aWorld({ listeningSince: NOON + 600_000 });
    const { state } = run(rule, [at(0, 0)]);
    expect(run(rule, [clock(1000), clock(1499), clock(1501)], { world: deaf, state }).told).toEqual([
      '+offline 1500',
    ]);
    const late = at(-500, 0, { receivedAt: NOON + 800_000, unstreamed: 'late' });
    expect(run(rule, [at(0, 0), late, clock(1600), clock(1700)]).told).toEqual(['+offline 1700']);
  });
});

describe('a fuel drop', () => {
  const rule = aRule({ type: 'device.fuel_drop', dropPercent: 10, withinSeconds: 3600 });
  const stands = (fuelLevel: number): Fields => ({
    status: 'stopped',
    speed: 0,
    ignition: false,
    attributes: { fuelLevel },
  });
  const drives = (fuelLevel: number): Fields => ({ attributes: { fuelLevel } });

  it('is found once by a level that stays lower', () => {
    const levels = [60, 60, 61, 60, 60, 45, 45, 44, 45, 45, 45, 45];
    const { told, events } = run(rule, minutes(drives(60), drives(60), ...levels.map(stands)));
    expect(told).toEqual(['+fuel_drop 540']);
    expect(events[0]?.details).toEqual({ before: 60, after: 45 });
  });

  it('is not what a stuttering sensor, a drive or a slow heater makes of it', () => {
    const stutter = [60, 60, 30, 60, 60, 20, 60, 60].map(stands);
    const drive = [60, 55, 50, 45, 40, 35, 30].map(drives);
    const heater = Array.from({ length: 240 }, (_, i) => stands(80 - i / 12));
    expect([stutter, drive, heater].map((levels) => run(rule, minutes(...levels)).told)).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('is found when the device slept while it was lost', () => {
    const { told } = run(
      rule,
      minutes(drives(60), ...[60, 60, 60, 60].map(stands), ...[40, 40, 40].map(drives)),
    );
    expect(told).toHaveLength(1);
  });
});
