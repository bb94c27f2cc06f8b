import type { AttributeValue } from '@yipii/domain';
import type { AttributeName } from '../attributes';
import type { IoWidth } from './wire';

/** How one AVL id is read and written. */
export interface IoDefinition {
  readonly id: number;
  readonly name: AttributeName;
  /** `null`: of variable length. */
  readonly width: IoWidth | null;
  /** `undefined`: the device has no value. */
  readonly read: (bytes: Buffer) => AttributeValue | undefined;
  readonly write: (value: AttributeValue) => Buffer;
}

/** AVL ids that mean the same on all common models (maker's wiki, «FMB AVL ID»). */
export const IO_CATALOGUE: readonly IoDefinition[] = [
  flag(239, 'ignition'),
  flag(240, 'motion'),
  flag(1, 'in1'),
  flag(2, 'in2'),
  flag(3, 'in3'),
  flag(4, 'in4'),
  flag(179, 'out1'),
  flag(180, 'out2'),
  flag(380, 'out3'),
  flag(246, 'towing'),
  flag(252, 'unplugged'),
  count(21, 'rssi', 1),
  count(69, 'gnssStatus', 1),
  count(113, 'batteryLevel', 1),
  count(48, 'fuelLevel', 1),
  count(89, 'fuelLevel', 1),
  count(247, 'crashDetection', 1),
  choice(253, 'harshDriving', ['acceleration', 'braking', 'cornering']),
  scaled(254, 'harshDrivingForce', { width: 1, perUnit: 100 }),
  scaled(181, 'pdop', { width: 2, perUnit: 10 }),
  scaled(182, 'hdop', { width: 2, perUnit: 10 }),
  scaled(66, 'externalVoltage', { width: 2, perUnit: 1000 }),
  scaled(67, 'batteryVoltage', { width: 2, perUnit: 1000 }),
  scaled(9, 'adc1', { width: 2, perUnit: 1000 }),
  count(24, 'gnssSpeed', 2),
  count(16, 'odometer', 4),
  count(199, 'tripOdometer', 4),
  count(241, 'operator', 4),
  identifier(78, 'driverId'),
  text(256, 'vin'),
];

/** Values of an AVL id that are an alarm. */
export const IO_ALARMS: ReadonlyMap<number, ReadonlyMap<number, string>> = new Map([
  [236, new Map([[1, 'general']])],
  [246, new Map([[1, 'tow']])],
  [247, new Map([[1, 'accident'], [6, 'accident']])], // prettier-ignore
  [249, new Map([[1, 'jamming']])],
  [252, new Map([[1, 'powerCut']])],
  [253, new Map([[1, 'hardAcceleration'], [2, 'hardBraking'], [3, 'hardCornering']])], // prettier-ignore
]);

/** Any width up to eight bytes; over 2^53 as a decimal text, since a number would be inexact. */
export function readUnsigned(bytes: Buffer): number | string {
  if (bytes.length === 0) return 0;
  if (bytes.length <= 6) return bytes.readUIntBE(0, bytes.length);
  const value = BigInt(`0x${bytes.toString('hex')}`);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}

/** Values beyond the width are held at its limits. */
export function writeUnsigned(value: number, width: IoWidth): Buffer {
  const bytes = Buffer.allocUnsafe(width);
  const largest = width === 8 ? Number.MAX_SAFE_INTEGER : 2 ** (8 * width) - 1;
  const whole = Math.min(largest, Math.max(0, Math.round(value)));
  if (width === 8) bytes.writeBigUInt64BE(BigInt(whole));
  else bytes.writeUIntBE(whole, 0, width);
  return bytes;
}

function flag(id: number, name: AttributeName): IoDefinition {
  return {
    id,
    name,
    width: 1,
    read: (bytes) => readUnsigned(bytes) !== 0,
    write: (value) => writeUnsigned(value ? 1 : 0, 1),
  };
}

function count(id: number, name: AttributeName, width: IoWidth): IoDefinition {
  return scaled(id, name, { width, perUnit: 1 });
}

function scaled(id: number, name: AttributeName, as: { width: IoWidth; perUnit: number }): IoDefinition {
  return {
    id,
    name,
    width: as.width,
    // Divided, never multiplied by 0.001: that keeps 13.872 from becoming 13.872000000000002.
    read: (bytes) => Number(readUnsigned(bytes)) / as.perUnit,
    write: (value) => writeUnsigned(Number(value) * as.perUnit, as.width),
  };
}

/** Numbered from one. */
function choice(id: number, name: AttributeName, values: readonly string[]): IoDefinition {
  return {
    id,
    name,
    width: 1,
    read: (bytes) => values[Number(readUnsigned(bytes)) - 1],
    write: (value) => writeUnsigned(values.indexOf(String(value)) + 1, 1),
  };
}

/** Eight bytes as hexadecimal digits; zeros while no key is there. */
function identifier(id: number, name: AttributeName): IoDefinition {
  return {
    id,
    name,
    width: 8,
    read: (bytes) => (bytes.some((byte) => byte !== 0) ? bytes.toString('hex').toUpperCase() : undefined),
    write: (value) => Buffer.from(String(value).padStart(16, '0').slice(-16), 'hex'),
  };
}

function text(id: number, name: AttributeName): IoDefinition {
  return {
    id,
    name,
    width: null,
    read: (bytes) => (bytes.length > 0 ? bytes.toString('latin1') : undefined),
    write: (value) => Buffer.from(String(value), 'latin1'),
  };
}
