import type { AttributeValue } from '@yipii/domain';
import type { AttributeName } from '../attributes';
import type { IoWidth } from './wire';

/** How one AVL id is read and written. */
export interface IoDefinition {
  readonly id: number;
  readonly name: AttributeName;
  /** `null`: of variable length. */
  readonly width: IoWidth | null;
  /** Whether the id has this meaning only in this width: other models use it for something else. */
  readonly exact: boolean;
  /** `undefined`: the device has no value. */
  readonly read: (bytes: Buffer) => AttributeValue | undefined;
  readonly write: (value: AttributeValue) => Buffer;
}

/** Raw values of a 1-Wire thermometer that is not ready, unreadable, not connected or not identified. */
const DALLAS_FAULTS = [850, 2000, 3000, 4000, 5000];
/** Raw values of a Bluetooth sensor that is unreadable, not found or in an abnormal state. */
const BLE_FAULTS = [2000, 3000, 4000];
const TEMPERATURES = ['temp1', 'temp2', 'temp3', 'temp4'] as const;
const BLE_TEMPERATURES = ['bleTemp1', 'bleTemp2', 'bleTemp3', 'bleTemp4'] as const;
const BLE_HUMIDITIES = ['bleHumidity1', 'bleHumidity2', 'bleHumidity3', 'bleHumidity4'] as const;
const BLE_TEMPERATURE: Scale = { width: 2, perUnit: 100, signed: true, faults: BLE_FAULTS };
const NO_SPEED = [0xffff];

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
  scaled(68, 'batteryCurrent', { width: 2, perUnit: 1, exact: true }),
  scaled(9, 'adc1', { width: 2, perUnit: 1000 }),
  scaled(6, 'adc2', { width: 2, perUnit: 1000, exact: true }),
  scaled(24, 'gnssSpeed', { width: 2, perUnit: 1, faults: NO_SPEED }),
  ...numbered([17, 18, 19], ['axisX', 'axisY', 'axisZ'], { width: 2, perUnit: 1, signed: true }),
  ...numbered([72, 73, 74, 75], TEMPERATURES, { width: 4, perUnit: 10, signed: true, faults: DALLAS_FAULTS }),
  ...numbered([10_800, 10_801, 10_802, 10_803], BLE_TEMPERATURES, BLE_TEMPERATURE),
  ...numbered([25, 26, 27, 28], BLE_TEMPERATURES, BLE_TEMPERATURE),
  ...numbered([10_804, 10_805, 10_806, 10_807], BLE_HUMIDITIES, { width: 1, perUnit: 1 }),
  ...numbered([86, 104, 106, 108], BLE_HUMIDITIES, { width: 2, perUnit: 10, faults: BLE_FAULTS }),
  scaled(32, 'coolantTemperature', { width: 1, perUnit: 1, signed: true, exact: true }),
  scaled(36, 'rpm', { width: 2, perUnit: 1, exact: true }),
  count(16, 'odometer', 4),
  count(199, 'tripOdometer', 4),
  count(241, 'operator', 4),
  identifier(78, 'driverId'),
  text(256, 'vin'),
  text(281, 'dtcs'),
];

/**
 * AVL ids without a name here that the maker's lists call signed: temperatures and angles of engine,
 * battery and arm, fuel trims and levels of sensors that count from a zero of their own.
 */
export const SIGNED_IDS: ReadonlySet<number> = new Set([
  ...[33, 38, 39, 47, 53, 59, 70, 115, 151, 161, 162],
  ...[201, 202, 203, 204, 210, 211, 212, 213, 214, 215, 327, 544, 1152],
  ...[10_816, 10_817, 10_818, 10_819, 10_832, 10_833, 10_834, 10_835],
]);

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

/** Two's complement of any width up to eight bytes; over 2^53 it is inexact. */
export function readSigned(bytes: Buffer): number {
  if (bytes.length === 0) return 0;
  if (bytes.length <= 6) return bytes.readIntBE(0, bytes.length);
  return Number(BigInt.asIntN(8 * bytes.length, BigInt(`0x${bytes.toString('hex')}`)));
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

/** Values beyond the width are held at its limits. */
function writeSigned(value: number, width: IoWidth): Buffer {
  const bytes = Buffer.allocUnsafe(width);
  const limit = 2 ** (8 * Math.min(width, 6) - 1);
  const whole = Math.min(limit - 1, Math.max(-limit, Math.round(value)));
  if (width === 8) bytes.writeBigInt64BE(BigInt(whole));
  else bytes.writeIntBE(whole, 0, width);
  return bytes;
}

function flag(id: number, name: AttributeName): IoDefinition {
  return {
    id,
    name,
    width: 1,
    exact: false,
    read: (bytes) => readUnsigned(bytes) !== 0,
    write: (value) => writeUnsigned(value ? 1 : 0, 1),
  };
}

function count(id: number, name: AttributeName, width: IoWidth): IoDefinition {
  return scaled(id, name, { width, perUnit: 1 });
}

interface Scale {
  readonly width: IoWidth;
  readonly perUnit: number;
  readonly signed?: boolean;
  readonly exact?: boolean;
  /** Raw values that are fault codes. */
  readonly faults?: readonly number[];
}

function scaled(id: number, name: AttributeName, as: Scale): IoDefinition {
  const { width, perUnit, signed = false, exact = false, faults } = as;
  const raw = signed ? readSigned : readUnsigned;
  // Divided, never multiplied by 0.001: that keeps 13.872 from becoming 13.872000000000002.
  const scale = (bytes: Buffer): number => Number(raw(bytes)) / perUnit;
  const isFault = (bytes: Buffer): boolean => faults?.includes(Number(raw(bytes))) ?? false;
  return {
    id,
    name,
    width,
    exact,
    read: faults ? (bytes) => (isFault(bytes) ? undefined : scale(bytes)) : scale,
    write: (value) =>
      signed ? writeSigned(Number(value) * perUnit, width) : writeUnsigned(Number(value) * perUnit, width),
  };
}

/** Several sensors of one kind, recognised only in their width. */
function numbered(ids: readonly number[], names: readonly AttributeName[], as: Scale): IoDefinition[] {
  return names.map((name, i) => scaled(ids[i] ?? 0, name, { ...as, exact: true }));
}

/** Numbered from one. */
function choice(id: number, name: AttributeName, values: readonly string[]): IoDefinition {
  return {
    id,
    name,
    width: 1,
    exact: false,
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
    exact: false,
    read: (bytes) => (bytes.some((byte) => byte !== 0) ? bytes.toString('hex').toUpperCase() : undefined),
    write: (value) => Buffer.from(String(value).padStart(16, '0').slice(-16), 'hex'),
  };
}

function text(id: number, name: AttributeName): IoDefinition {
  return {
    id,
    name,
    width: null,
    exact: false,
    read: (bytes) => (bytes.length > 0 ? bytes.toString('latin1') : undefined),
    write: (value) => Buffer.from(String(value), 'latin1'),
  };
}
