import type { AlertDetails, AlertType } from './alert-event';

/** Of one asset, with all of its rules; plain JSON. */
export interface AssetAlerts {
  readonly version: 1;
  readonly sight: Sight;
  /** By the rule's id; rules that have nothing to remember are absent. */
  readonly rules: Readonly<Record<string, RuleState>>;
}

/** What all rules of an asset share. Times are epoch ms, of fixes unless they say otherwise. */
export interface Sight {
  /** The newest record evaluated; 0: none. */
  readonly at: number;
  /** When anything was heard last, by our clock; 0: never. */
  readonly heardAt: number;
  /** The last fix that was trusted. */
  readonly fix: TrustedFix | null;
  /** When a moving asset came to rest there; null: it moves. */
  readonly restsSince: number | null;
  /** While its receiver is jammed. */
  readonly jamming: Jamming | null;
}

export interface TrustedFix {
  readonly at: number;
  readonly lat: number;
  readonly lng: number;
}

export interface Jamming {
  readonly since: number;
  /** When it was reported last. */
  readonly until: number;
}

/** Of one rule and asset. */
export interface RuleState {
  /** Of the rule when this began. */
  readonly since: number;
  /** By subject: the asset as a whole is ''. */
  readonly watches: Readonly<Record<string, Watch>>;
}

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
