import type { Attributes, AttributeValue } from '@yipii/domain';
import type { AttributeBag } from '../attribute-bag';
import { IO_ALARMS, IO_CATALOGUE, readUnsigned, writeUnsigned, type IoDefinition } from './io-catalogue';
import { IO_WIDTHS, type IoElement } from './wire';

const BY_ID: ReadonlyMap<number, IoDefinition> = new Map(IO_CATALOGUE.map((io) => [io.id, io]));
/** Of two ids with one name the later in the catalogue is written. */
const BY_NAME: ReadonlyMap<string, IoDefinition> = new Map(IO_CATALOGUE.map((io) => [io.name, io]));
const BY_NUMBER = /^io(\d{1,5})$/;

/** Known readings first, so that those nobody knows cannot crowd them out of the bag. */
export function readIoElements(elements: readonly IoElement[], bag: AttributeBag): void {
  for (const { id, bytes } of elements) {
    const value = BY_ID.get(id)?.read(bytes);
    if (value !== undefined) bag.set(BY_ID.get(id)?.name ?? '', value);
    addAlarm(id, bytes, bag);
  }
  for (const { id, bytes } of elements) {
    if (!BY_ID.has(id)) bag.set(`io${id}`, bytes.length <= 8 ? readUnsigned(bytes) : bytes.toString('hex'));
  }
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
