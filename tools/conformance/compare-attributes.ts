import { attributeOfIo } from '@yipii/protocol';
import type { Attributes } from '@yipii/domain';
import type { Difference } from './compare-case';
import type { RecordedCase } from './recorded-streams';

/** Names of the other server, and ours. */
const NAMES: Readonly<Partial<Record<string, string>>> = {
  sat: 'satellites',
  battery: 'batteryVoltage',
  power: 'externalVoltage',
  driverUniqueId: 'driverId',
  fuel: 'fuelLevel',
  result: 'command.answer',
  type: 'command.type',
};
const CLOSE = 1e-6;

/** What of the expected attributes is absent or another value; what we know beyond them is no difference. */
export function attributeDifferences(
  { id }: RecordedCase,
  expected: Readonly<Record<string, unknown>>,
  decoded: Attributes,
): Difference[] {
  return Object.entries(expected).flatMap(([name, value]): Difference[] => {
    const ours = NAMES[name] ?? name;
    const ofIo = attributeOfIo(name);
    const found = decoded[ours] ?? (ofIo === undefined ? undefined : decoded[ofIo]);
    // An element that has a name here has a unit, too: its number is another one.
    if (found !== undefined && (ofIo !== undefined || isSame(value, found))) return [];
    return [{ stream: id, field: `attributes.${ours}`, expected: value, decoded: found }];
  });
}

function isSame(wanted: unknown, found: unknown): boolean {
  if (typeof wanted === 'number') return Math.abs(wanted - Number(found)) < CLOSE;
  // Control characters are left out here.
  return String(wanted).replaceAll('\0', '') === String(found);
}
