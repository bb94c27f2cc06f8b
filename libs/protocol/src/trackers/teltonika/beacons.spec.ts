import { AttributeBag } from '../attribute-bag';
import { readIoElements } from './io-attributes';

const read = (id: number, hex: string) => {
  const bag = new AttributeBag();
  readIoElements([{ id, bytes: Buffer.from(hex, 'hex') }], bag);
  return bag.attributes;
};

describe('beacons and tags near a Teltonika device', () => {
  it('are read from a list of iBeacons', () => {
    expect(read(385, '11210102030405060708090a0b0c0d0e0f10020b010ad0')).toEqual({
      beacon1Uuid: '0102030405060708090a0b0c0d0e0f10',
      ...{ beacon1Major: 523, beacon1Minor: 266, beacon1Rssi: -48 },
    });
  });

  it('are read from a list of tags', () => {
    expect(read(548, '010f0001c60106babbf36300550202806d0b0001c90106fa54ba8d0055')).toEqual({
      ...{ tag1Rssi: -58, tag1Id: 'babbf3630055', tag1Voltage: 3090 },
      ...{ tag2Rssi: -55, tag2Id: 'fa54ba8d0055' },
    });
  });

  it('are read from a list of sensors', () => {
    expect(read(11_317, '0111050441626364' + '0602ff38' + '070134' + '0e020c1c')).toEqual({
      ...{ tag1Name: 'Abcd', tag1Temp: -200, tag1Humidity: 52, tag1Battery: 3100 },
    });
  });

  it('keep their bytes where the list is cut', () => {
    expect(read(548, '01ff0001c60106babbf3')).toMatchObject({ io548: '01ff0001c60106babbf3' });
  });
});
