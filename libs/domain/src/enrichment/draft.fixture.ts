import { UNKNOWN_MOTION } from '../motion/motion';
import { NEW_ODOMETER } from '../motion/odometer';
import { NEW_ASSET, type AssetState } from './asset-state';
import { newDraft, takeSteps, type Draft, type Step } from './draft';
import { DEFAULT_SETTINGS, type TrackingSettings } from './settings';
import { BLANK_MAP, type StreetMap } from './street-map';

/** For specs. */
export const NOON = Date.UTC(2026, 5, 1, 12);

export type RecordFields = Partial<Draft['record']>;
export type StateFields = Partial<Omit<AssetState, 'motion' | 'odometer'>> & {
  readonly motion?: Partial<AssetState['motion']>;
  readonly odometer?: Partial<AssetState['odometer']>;
};

/** A recent record before its first step. */
export function aDraft(
  record: RecordFields = {},
  { motion, odometer, ...state }: StateFields = {},
  settings: Partial<TrackingSettings> = {},
): Draft {
  const whole = {
    id: '0192f0c4-0000-8000-8000-000000000001',
    fixTime: NOON,
    valid: true,
    lat: 54.7,
    lng: 25.3,
    altitude: 100,
    speed: 50,
    heading: 90,
    attributes: {},
    ...record,
  };
  const source = {
    receivedAt: NOON + 500,
    keptFrom: 0,
    deviceId: 77,
    settings: { ...DEFAULT_SETTINGS, ...settings },
  };
  return newDraft(
    {
      ...NEW_ASSET,
      ...state,
      motion: { ...UNKNOWN_MOTION, ...motion },
      odometer: { ...NEW_ODOMETER, ...odometer },
    },
    whole,
    source,
  );
}

/** Applies a step and fails if it drops the record. */
export function after(step: Step, draft: Draft, map: StreetMap = BLANK_MAP): Draft {
  const result = takeSteps([step], { ...draft, state: { ...draft.state } }, map);
  if (!result) throw new Error('the record was dropped');
  return result;
}
