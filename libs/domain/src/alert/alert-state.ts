import type { Status } from '../position/location-update';
import type { AlertDetails, AlertType } from './alert-event';

/** Of one asset, with all of its rules. `toStoredAlerts` makes plain JSON of it. */
export interface AssetAlerts {
  readonly version: 1;
  readonly sight: Sight;
  /** By the rule's id; rules that have nothing to remember are absent. */
  readonly rules: ReadonlyMap<number, RuleState>;
  /** When time alone changes something, epoch ms by our clock; null: never. */
  readonly dueAt: number | null;
}

/** What all rules of an asset share. Times are epoch ms, of fixes unless they say otherwise. */
export interface Sight {
  /** The newest record that was evaluated; 0: none. */
  readonly at: number;
  /** When anything was heard last, by our clock; 0: never. */
  readonly heardAt: number;
  /** Of the newest record. */
  readonly status: Status;
  /** The last fix that was trusted; of an asset that stands, the place where it came to rest. */
  readonly fix: TrustedFix | null;
  /** Where it was seen though it can hardly be there: one such fix alone moves nothing. */
  readonly astray: TrustedFix | null;
  /** Between two records of a parked asset, ms. */
  readonly restInterval: number;
  /** Fixes that were doubted in a row, as they are if a receiver is spoofed. */
  readonly doubt: Period | null;
  readonly jamming: Jamming | null;
}

export interface TrustedFix {
  readonly at: number;
  readonly lat: number;
  readonly lng: number;
  /** Metres; null: unknown. */
  readonly accuracy: number | null;
  /** km/h; null: unknown. */
  readonly speed: number | null;
}

/** From the first to the last report. */
export interface Period {
  readonly since: number;
  readonly until: number;
}

export interface Jamming extends Period {
  /** By the device; else only its doubted fixes say so. */
  readonly isReported: boolean;
}

/** Of one rule and asset. */
export interface RuleState {
  /** Of the rule when this began. */
  readonly since: number;
  /** By subject: the asset as a whole is ''. */
  readonly watches: Watches;
}

export type Watches = ReadonlyMap<string, Watch>;

/** A condition under watch. */
export interface Watch {
  /** Since when it holds; null: it does not. */
  readonly since: number | null;
  /** Until when it was seen to hold. */
  readonly until: number;
  readonly raised: Raised | null;
  /** Of the last raise, for the cooldown. */
  readonly lastRaisedAt: number | null;
  /** What its kind remembers besides. */
  readonly memory: WatchMemory | null;
}

export interface Raised {
  readonly type: AlertType;
  readonly at: number;
  readonly details: AlertDetails;
}

export type WatchMemory = Readonly<Record<string, number | string | boolean | null | readonly number[]>>;

export const NEW_ASSET_ALERTS: AssetAlerts = {
  version: 1,
  sight: {
    ...{ at: 0, heardAt: 0, status: 'stopped', fix: null, astray: null },
    ...{ restInterval: 600_000, doubt: null, jamming: null },
  },
  rules: new Map(),
  dueAt: null,
};
