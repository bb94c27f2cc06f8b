import type { TrackerRecord } from '@yipii/domain';
import { h02 } from './h02';

const NOW = Date.parse('2026-11-23T15:48:58.412Z');
const ID = '9171000001';
const context = { now: NOW, strictChecksum: false };
const noFix = { valid: false, lat: null, lng: null, altitude: null, speed: null, heading: null };

const decode = (frame: Buffer) => h02.tcp.decode(frame, null, context);
const text = (frame: string) => decode(Buffer.from(frame, 'latin1'));
const recordOf = ({ reports }: ReturnType<typeof decode>): TrackerRecord | undefined =>
  reports[0]?.records[0];
const repliesTo = (frame: string) => text(frame).replies.map(({ bytes, when }) => [String(bytes), when]);

describe('a position in text', () => {
  it('names its device and is acknowledged with the time once it is durable', () => {
    const result = text(
      `*HQ,${ID},V1,104000,A,2235.1777,N,11357.8913,E,000.27,235,130721,FFFFFBFF,460,11,d18e105,7752,6#`,
    );
    expect(result).toEqual({
      reports: [
        {
          deviceIds: [ID],
          records: [
            {
              fixTime: Date.parse('2021-07-13T10:40:00Z'),
              ...{ valid: true, lat: 22.586295, lng: 113.964855, altitude: null, speed: 0.5, heading: 235 },
              attributes: {
                ...{ ignition: false, status: 0xfffffbff },
                ...{ io1: '460', io2: '11', io3: 'd18e105', io4: '7752', io5: '6' },
              },
            },
          ],
        },
      ],
      replies: [{ bytes: Buffer.from(`*HQ,${ID},V4,V1,20261123154858#`), when: 'after-durable' }],
      warnings: [],
    });
  });

  it.each([
    ['-23-35.3408,S,-48-2.8926,W', -23.5890133, -48.04821],
    ['37573392,S,145037022,E', -37.9556533, 145.0617033],
    ['954.9490,N,38.6508,W', 9.9158167, -0.64418],
    ['3257.01525,N,00655.03865,W', 32.9502542, -6.9173108],
  ])('has its coordinates in the spelling %s', (place, lat, lng) => {
    const record = recordOf(text(`*HQ,${ID},V1,104000,A,${place},1.0,90,130721,FFFFFBFF#`));
    expect(record).toMatchObject({ valid: true, lat, lng, speed: 1.852, heading: 90 });
  });

  it.each([
    ['V1,104000,V,2235.1777,N,11357.8913,E,0,0,130721,FFFFFBFF', { valid: false, lat: 22.586295 }],
    ['VI1,104000,0,2235.1777,N,11357.8913,E,0,0,130721,FFFFFBFF', { valid: true, lat: 22.586295 }],
    ['VP1,A,2235.1777,N,11357.8913,E,0,0,130721', { fixTime: Date.parse('2021-07-13T00:00:00Z') }],
    [
      'V1,104000,A,2235.1777,N,11357.8913,E,0,0,4,130721,FFFFFBFF',
      { fixTime: Date.parse('2021-07-13T10:40:00Z') },
    ],
    [
      'V19,104000,A,2235.1777,N,11357.8913,E,0,0,130721,,1.2.3.4,8948,FFFFFBFF',
      { attributes: { ignition: false } },
    ],
    ['V1,104000,A,2235.1777,N,11357.8913,E,,,130721,FFFFFBFF', { speed: null, heading: null }],
    ['V1,104000,A,9935.1777,N,11357.8913,E,0,0,130721,FFFFFBFF', noFix],
  ])('is read from %s', (fields, expected) => {
    expect(recordOf(text(`*HQ,${ID},${fields}#`))).toMatchObject(expected);
  });

  it.each([
    ['FFFFFFFF', undefined, true],
    ['FFFFFBFF', undefined, false],
    ['FFFBFFFF', 'sos', true],
    ['FFFFFFFD', 'sos', true],
    ['FFF7FFFE', 'vibration,powerCut', true],
    ['FFFFFFFB', 'overspeed', true],
  ])('raises the alarms whose bit is 0: %s', (status, alarm, ignition) => {
    const record = recordOf(text(`*HQ,${ID},V1,104000,A,2235.1777,N,11357.8913,E,0,0,130721,${status}#`));
    expect([record?.attributes.alarm, record?.attributes.ignition]).toEqual([alarm, ignition]);
  });

  it('may carry the answer to a command', () => {
    const frame = `*TH,${ID},V4,S20,DONE,130305,050316,A,2212.8745,N,11346.6574,E,14.28,028,220902,F7FFFBFF#`;
    expect(recordOf(text(frame))).toMatchObject({
      fixTime: Date.parse('2002-09-22T05:03:16Z'),
      attributes: { 'command.answer': 'S20,DONE,130305' },
    });
    expect(repliesTo(frame)).toEqual([]);
  });

  it('may carry odometer, temperature, fuel and altitude', () => {
    const frame = `*HQ,${ID},V1,012632,A,0520.0663,N,10028.6324,E,0.286,023,100317,FFFFDFFF,69129336,-5,99.5,18,5141,5A20#`;
    expect(recordOf(text(frame))).toMatchObject({
      altitude: 18,
      attributes: { odometer: 69129336, temp1: -5, fuelLevel: 99.5 },
    });
  });
});

describe('other frames in text', () => {
  it.each([
    ['HTBT,87', { fixTime: NOW, attributes: { batteryLevel: 87 } }],
    [
      'LINK,112137,20,8,67,12,0,081116,FFFFFBFF',
      {
        fixTime: Date.parse('2016-11-08T11:21:37Z'),
        attributes: { rssi: 20, satellites: 8, batteryLevel: 67, steps: 12 },
      },
    ],
    [
      'NBR,103732,722,310,0,6,8106,32010,23,100217,FFFFFBFF,5',
      { fixTime: Date.parse('2017-02-10T10:37:32Z'), attributes: { ignition: false } },
    ],
    [
      'V3,121536,65501,04,000152,014001,156,02E4,0,X,071116,FFFFFBFF',
      { fixTime: Date.parse('2016-11-07T12:15:36Z'), attributes: { batteryVoltage: 7.4 } },
    ],
    ['VP1,V,470,002,92,3565', { fixTime: NOW }],
  ])('are telemetry: %s', (fields, expected) => {
    expect(recordOf(text(`*HQ,${ID},${fields}#`))).toMatchObject({ ...noFix, ...expected });
  });

  it.each(['XT,1,100', 'BS,,2d4,a', 'V0', '', 'V1,,V,,N,,E,0.00,0,,FFFFF7FF'])(
    'are a sign of life of the device: %s',
    (fields) => {
      expect(text(`*HQ,${ID},${fields}#`)).toMatchObject({
        reports: [{ deviceIds: [ID], records: [] }],
      });
    },
  );

  it('keep an alarm without a place', () => {
    expect(recordOf(text(`*HQ,${ID},V1,,V,,N,,E,0.00,0,,FFFFF7FD#`))).toMatchObject({
      ...{ ...noFix, fixTime: NOW },
      attributes: { alarm: 'sos' },
    });
  });

  it.each([
    ['HTBT,100', [['*HQ,9171000001,HTBT#', 'now']]],
    ['V0', [['*HQ,9171000001,V0#', 'now']]],
    ['NBR,103732,722,310,0,0,100217,FFFFFBFF', [['*HQ,9171000001,V4,NBR,20261123154858#', 'after-durable']]],
    ['V5,104000,A,2235.1777,N,11357.8913,E,0,0,130721,FFFFFBFF', []],
    ['LINK,112137,20,8,67,12,0,081116,FFFFFBFF', []],
    ['V1,,V,,N,,E,0.00,0,,FFFFF7FF', []],
  ])('are answered where the device waits for it: %s', (fields, replies) => {
    expect(repliesTo(`*HQ,${ID},${fields}#`)).toEqual(replies);
  });

  it.each(['*#', '*HQ#', '*HQ,#', '*HQ,a b,V1#', '*,,,,#'])(
    'that name no device are warned of: %s',
    (frame) => {
      expect(text(frame)).toEqual({ reports: [], replies: [], warnings: [{ reason: 'bad_record' }] });
    },
  );
});

describe('a binary packet', () => {
  const PACKET = '2491710000011245431311165035313006004318210e012347fffffbffff0024';

  it('is a position', () => {
    expect(decode(Buffer.from(PACKET, 'hex'))).toEqual({
      reports: [
        {
          deviceIds: [ID],
          records: [
            {
              fixTime: Date.parse('2016-11-13T12:45:43Z'),
              ...{ valid: true, lat: 50.58855, lng: 4.53035, altitude: null, speed: 22.224, heading: 347 },
              attributes: { batteryLevel: 100, ignition: false, status: 0xfffffbff },
            },
          ],
        },
      ],
      replies: [],
      warnings: [],
    });
  });

  it('has its hemispheres and its validity in a digit', () => {
    const southWest = PACKET.replace('4318210e', '43182100');
    expect(recordOf(decode(Buffer.from(southWest, 'hex')))).toMatchObject({
      ...{ valid: false, lat: -50.58855, lng: -4.53035 },
    });
  });

  it('may have an IMEI', () => {
    const long = PACKET.replace(ID, '8680000000000017') + '000000000000';
    expect(decode(Buffer.from(long, 'hex')).reports).toMatchObject([
      { deviceIds: ['868000000000001'], records: [{ lat: 50.58855, lng: 4.53035 }] },
    ]);
  });

  it.each(['24', PACKET.slice(0, 40), PACKET.replace('124543', '994543'), `24${'ff'.repeat(31)}`])(
    'that is broken is warned of: %s',
    (hex) => {
      expect(decode(Buffer.from(hex, 'hex'))).toEqual({
        ...{ reports: [], replies: [], warnings: [{ reason: 'bad_record' }] },
      });
    },
  );

  it('of the state of the device says nothing', () => {
    expect(decode(Buffer.from(`58${'00'.repeat(31)}`, 'hex'))).toEqual({
      ...{ reports: [], replies: [], warnings: [] },
    });
  });
});

it('is the same over UDP, one datagram a frame', () => {
  const datagram = Buffer.from(`*HQ,${ID},HTBT,50#\r\n`);
  expect(h02.udp.decode(datagram, null, context)).toEqual(decode(datagram));
  expect(h02.udp.decode(datagram, null, context).reports).toMatchObject([{ deviceIds: [ID] }]);
});
