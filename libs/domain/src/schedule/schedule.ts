/** Times of the week by the clocks of a time zone: when a link may be followed, or when a rule holds. */
export interface Schedule {
  /** IANA name. */
  readonly timezone: string;
  /** They may overlap. Without any it is never open. */
  readonly windows: readonly ScheduleWindow[];
}

/** From one time of the day to another; where `to` is not later than `from`, until that time of the next day. */
export interface ScheduleWindow {
  /** Days on which it opens: 1 is Monday, 7 Sunday. */
  readonly days: readonly number[];
  /** `HH:MM`. */
  readonly from: string;
  /** `HH:MM` or `24:00`. */
  readonly to: string;
}

/** Of `from`; of `to` see {@link CLOSING_TIME}. */
export const OPENING_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
export const CLOSING_TIME = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
