import { ApiSchema } from '@nestjs/swagger';
import type { Attributes, TrackerRecord } from '@yipii/domain';
import {
  BooleanField,
  CheckedField,
  IdField,
  IntegerField,
  InvalidFields,
  NumberField,
  ObjectField,
  TextField,
  TimeField,
} from '@yipii/platform';

const MAX_POSITIONS = 1_000;
const MAX_ATTRIBUTES = 64;
const ATTRIBUTE_NAME = /^[A-Za-z][A-Za-z0-9_.]{0,63}$/;
// eslint-disable-next-line no-control-regex -- that is what it refuses
const ATTRIBUTE_TEXT = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Surrogate}]{0,256}$/u;

/** A position as its sender has it. */
@ApiSchema({ name: 'PositionInput' })
export class SubmittedPosition {
  @IdField({ optional: true, description: 'The asset, whose present device it is from; or `unique_id`.' })
  readonly asset_id?: number;
  @TextField({
    ...{
      optional: true,
      max: 128,
      pattern: /^[\x21-\x7e]+$/,
      demand: 'must be printable ASCII without spaces',
    },
    description: 'The id of the device; or `asset_id`.',
  })
  readonly unique_id?: string;
  @TimeField({ description: 'When the fix was taken.' }) readonly timestamp!: string;
  @NumberField({ min: -90, max: 90, description: 'Degrees WGS 84' }) readonly lat!: number;
  @NumberField({ min: -180, max: 180, description: 'Degrees WGS 84' }) readonly lng!: number;
  @NumberField({ ...{ optional: true, nullable: true, min: -20_000, max: 100_000 }, description: 'm' })
  readonly altitude?: number | null;
  @NumberField({ ...{ optional: true, nullable: true, min: 0, max: 10_000 }, description: 'km/h' })
  readonly speed?: number | null;
  @NumberField({
    ...{ optional: true, nullable: true, min: 0, max: 360 },
    description: 'From north, clockwise',
  })
  readonly heading?: number | null;
  @NumberField({ ...{ optional: true, nullable: true, min: 0, max: 1_000_000 }, description: 'm' })
  readonly accuracy?: number | null;
  @IntegerField({ optional: true, nullable: true, min: 0, max: 1_000 })
  readonly satellites?: number | null;
  @BooleanField({ optional: true, nullable: true }) readonly ignition?: boolean | null;
  @CheckedField(
    attributesProblem,
    {
      type: 'object',
      additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
    },
    { optional: true, description: 'Up to 64 further values, by the names of the catalogue of attributes.' },
  )
  readonly attributes?: Attributes;
}

const EXAMPLE = {
  ...{ asset_id: 1042, timestamp: '2026-11-23T15:04:05.000Z', lat: 54.687157, lng: 25.279652 },
  ...{ altitude: 112, speed: 54.2, heading: 271, accuracy: 4.5, satellites: 11, ignition: true },
  attributes: { externalVoltage: 13.9 },
};

@ApiSchema({ name: 'PositionsInput' })
export class PositionsInput {
  @ObjectField(SubmittedPosition, { list: { min: 1, max: MAX_POSITIONS }, example: [EXAMPLE] })
  readonly positions!: readonly SubmittedPosition[];
}

@ApiSchema({ name: 'RefusedPosition' })
class RefusedPositionView {
  @IntegerField({ min: 0, max: MAX_POSITIONS, description: 'Its place in the request, from 0.' })
  readonly index!: number;
  @TextField({ description: 'UNKNOWN_DEVICE, NO_ASSET or NO_DEVICE; others may come.' })
  readonly code!: string;
  @TextField() readonly detail!: string;
}

@ApiSchema({ name: 'SubmittedPositions' })
export class PositionsView {
  @IntegerField({ min: 0, max: MAX_POSITIONS }) readonly stored!: number;
  @ObjectField(RefusedPositionView, { list: {} }) readonly refused!: readonly RefusedPositionView[];
}

function attributesProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
  const entries = Object.entries(value);
  if (entries.length > MAX_ATTRIBUTES) return `must have at most ${MAX_ATTRIBUTES} values`;
  if (!entries.every(([name]) => ATTRIBUTE_NAME.test(name)))
    return 'must have names of letters, digits, _ and ., up to 64 of them';
  return entries.every(([, one]) => isAttributeValue(one))
    ? null
    : 'must have numbers, booleans, or texts of at most 256 characters without control characters';
}

function isAttributeValue(value: unknown): boolean {
  if (typeof value === 'string') return ATTRIBUTE_TEXT.test(value);
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

/** Returns a position as its device would have reported it. @throws InvalidFields for a time that does not exist */
export function recordOf(position: SubmittedPosition): TrackerRecord {
  const { timestamp, lat, lng, altitude, speed, heading, accuracy, satellites, ignition } = position;
  const fixTime = Date.parse(timestamp);
  if (Number.isNaN(fixTime))
    throw new InvalidFields({ timestamp: ['timestamp is a time that does not exist.'] });
  const readings = Object.entries({ accuracy, satellites, ignition }).filter(
    ([, value]) => (value ?? null) !== null,
  );
  return {
    ...{ fixTime, valid: true, lat, lng },
    altitude: altitude ?? null,
    speed: speed ?? null,
    heading: typeof heading === 'number' ? heading % 360 : null,
    attributes: { ...position.attributes, ...(Object.fromEntries(readings) as Attributes) },
  };
}
