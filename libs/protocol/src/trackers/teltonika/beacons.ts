import { ByteCursor } from '../byte-cursor';
import type { AttributeBag } from '../attribute-bag';

/** AVL ids of lists of Bluetooth beacons and tags near the device. */
const BEACONS = 385;
const TAGS = 548;
const SENSORS = 11_317;
/** More would crowd other readings out of the record. */
const MAX_LISTED = 8;

/** Flags of a beacon of 385. */
const HAS_RSSI = 1;
const IS_IBEACON = 0x20;

/** How a parameter of a tag is read, by its type. */
const TAG_PARAMETERS: ReadonlyMap<number, readonly [name: string, read: (bytes: Buffer) => string | number]> =
  new Map([
    [0x00, ['Rssi', (bytes: Buffer) => bytes.readInt8(0)]],
    [0x01, ['Id', (bytes: Buffer) => bytes.toString('hex')]],
    [0x05, ['Name', (bytes: Buffer) => bytes.toString('latin1')]],
    [0x06, ['Temp', (bytes: Buffer) => bytes.readIntBE(0, Math.min(bytes.length, 4))]],
    [0x07, ['Humidity', (bytes: Buffer) => bytes.readUInt8(0)]],
    [0x0e, ['Battery', (bytes: Buffer) => bytes.readUIntBE(0, Math.min(bytes.length, 4))]],
    [0x0f, ['Mac', (bytes: Buffer) => bytes.toString('hex')]],
  ] as const);
const TAG_STATE = 0x02;

/** Puts a list's entries into the bag as `beacon<N>…` or `tag<N>…`; returns false if the element is not such a list, or truncated. */
export function readBeacons(id: number, bytes: Buffer, bag: AttributeBag): boolean {
  if (id === BEACONS) return readList(bytes, (cursor, n) => readBeacon(cursor, `beacon${n}`, bag));
  if (id !== TAGS && id !== SENSORS) return false;
  return readList(bytes, (cursor, n) => readTag(cursor, `tag${n}`, bag));
}

function readList(bytes: Buffer, readOne: (cursor: ByteCursor, n: number) => void): boolean {
  const cursor = new ByteCursor(bytes, 1); // the first byte: which part of a list in several records
  for (let n = 1; n <= MAX_LISTED && cursor.left > 0 && !cursor.overrun; n += 1) readOne(cursor, n);
  return !cursor.overrun;
}

function readBeacon(cursor: ByteCursor, prefix: string, bag: AttributeBag): void {
  const flags = cursor.u8();
  if ((flags & IS_IBEACON) > 0) {
    bag.set(`${prefix}Uuid`, cursor.bytes(16).toString('hex'));
    bag.set(`${prefix}Major`, cursor.u16());
    bag.set(`${prefix}Minor`, cursor.u16());
  } else {
    bag.set(`${prefix}Namespace`, cursor.bytes(10).toString('hex'));
    bag.set(`${prefix}Instance`, cursor.bytes(6).toString('hex'));
  }
  if ((flags & HAS_RSSI) > 0) bag.set(`${prefix}Rssi`, (cursor.u8() << 24) >> 24);
}

function readTag(cursor: ByteCursor, prefix: string, bag: AttributeBag): void {
  const parameters = new ByteCursor(cursor.bytes(cursor.u8()));
  while (!parameters.overrun && parameters.left > 0) {
    const type = parameters.u8();
    const value = parameters.bytes(parameters.u8());
    if (value.length === 0) continue;
    if (type === TAG_STATE) readState(value, prefix, bag);
    const [name, read] = TAG_PARAMETERS.get(type) ?? [];
    if (name && read) bag.set(prefix + name, read(value));
  }
}

/** Flags, of which the highest says that the battery's voltage follows: over 2 V, in steps of 10 mV. */
function readState(value: Buffer, prefix: string, bag: AttributeBag): void {
  const voltage = value[1];
  if (((value[0] ?? 0) & 0x80) > 0 && voltage !== undefined) bag.set(`${prefix}Voltage`, 2000 + 10 * voltage);
}
