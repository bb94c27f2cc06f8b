import type { Attributes, AttributeValue } from '@yipii/domain';
import type { AttributeBag } from '../attribute-bag';
import { readBeacons } from './beacons';
import {
  IO_ALARMS,
  IO_CATALOGUE,
  readSigned,
  readUnsigned,
  SIGNED_IDS,
  writeUnsigned,
  type IoDefinition,
} from './io-catalogue';
import { IO_WIDTHS, type IoElement } from './wire';

const BY_ID: ReadonlyMap<number, IoDefinition> = new Map(IO_CATALOGUE.map((io) => [io.id, io]));
/** Of two ids with one name the later in the catalogue is written. */
const BY_NAME: ReadonlyMap<string, IoDefinition> = new Map(IO_CATALOGUE.map((io) => [io.name, io]));
const BY_NUMBER = /^io(\d{1,5})$/;

/** Known readings first, so that those nobody knows cannot crowd them out of the bag. */
export function readIoElements(elements: readonly IoElement[], bag: AttributeBag): void {
  let named = 0;
  for (const element of elements) {
    const io = definitionOf(element);
    if (io) {
      named += 1;
      const value = io.read(element.bytes);
      if (value !== undefined) bag.set(io.name, value);
    }
    addAlarm(element.id, element.bytes, bag);
  }
  if (named === elements.length) return;
  for (const element of elements) if (!definitionOf(element)) setUnnamed(element, bag);
}

function setUnnamed(element: IoElement, bag: AttributeBag): void {
  const { id, bytes } = element;
  if (bytes.length > 8 && readBeacons(id, bytes, bag)) return;
  bag.set(`io${id}`, readUnnamed(element));
}

function definitionOf({ id, bytes }: IoElement): IoDefinition | undefined {
  const io = BY_ID.get(id);
  return io?.exact && io.width !== bytes.length ? undefined : io;
}

function readUnnamed({ id, bytes }: IoElement): AttributeValue {
  if (bytes.length > 8) return bytes.toString('hex');
  return SIGNED_IDS.has(id) ? readSigned(bytes) : readUnsigned(bytes);
}

/** The way back; `alarm` follows from other attributes, and names that no AVL id stands for are left out. */
export function writeIoElements(attributes: Attributes): IoElement[] {
  const elements: IoElement[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    const io = BY_NAME.get(name);
    const number = BY_NUMBER.exec(name)?.[1];
    if (io) elements.push({ id: io.id, bytes: io.write(value) });
    else if (number && Number(number) <= 0xffff) elements.push({ id: Number(number), bytes: unnamed(value) });
  }
  return elements;
}

function addAlarm(id: number, bytes: Buffer, bag: AttributeBag): void {
  const alarm = IO_ALARMS.get(id)?.get(Number(readUnsigned(bytes)));
  if (alarm === undefined) return;
  const others = bag.get('alarm');
  bag.set('alarm', others === undefined ? alarm : `${String(others)},${alarm}`);
}

function unnamed(value: AttributeValue): Buffer {
  if (typeof value === 'string') return Buffer.from(value, 'hex');
  const number = Number(value);
  return writeUnsigned(number, IO_WIDTHS.find((width) => number < 2 ** (8 * width)) ?? 8);
}

/** Our name of an element that others call `io<id>`; undefined where it has none. */
export function attributeOfIo(name: string): string | undefined {
  return BY_ID.get(Number(BY_NUMBER.exec(name)?.[1]))?.name;
}
