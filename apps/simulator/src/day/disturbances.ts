/** What goes wrong on a day; each is on unless it is switched off. */
export interface DayDisturbances {
  /** Fixes a few metres off, now and then 30 m. */
  readonly jitter: boolean;
  /** Parked receivers wander up to 80 m, at up to 4 km/h. */
  readonly drift: boolean;
  /** Single fixes 0.5 to 50 km off. */
  readonly outliers: boolean;
  /** Single fixes at 0° N, 0° E. */
  readonly zeroIsland: boolean;
  /** Single fixes a few hundred metres off, of which the device says so. */
  readonly badFixes: boolean;
  /** No fix for 1 to 4 minutes of driving. */
  readonly tunnels: boolean;
  /** Single records of 1970, of next year, of 10 minutes ahead. */
  readonly clockJumps: boolean;
  /** Nothing arrives for 5 to 60 minutes, then all of it, by some devices newest first. */
  readonly outages: boolean;
  /** Frames arrive again, whole or in part, up to minutes later. */
  readonly repeats: boolean;
  /** Frames overtake each other. */
  readonly disorder: boolean;
  /** Some trackers report no speed, always 0, or always the same; ... */
  readonly noSpeed: boolean;
  readonly zeroSpeed: boolean;
  readonly stuckSpeed: boolean;
  /** ... an odometer that never counts; ... */
  readonly zeroOdometer: boolean;
  /** ... or an airport 1,500 km away for three minutes of driving. */
  readonly spoofedJump: boolean;
  /** A phone that stands indoors, whose fixes are up to 60 m off. */
  readonly jitterIndoors: boolean;
  /** A container that reports once a day, 300 km farther each time. */
  readonly dailyReporter: boolean;
}

export const ALL_DISTURBANCES: DayDisturbances = {
  jitter: true,
  drift: true,
  outliers: true,
  zeroIsland: true,
  badFixes: true,
  tunnels: true,
  clockJumps: true,
  outages: true,
  repeats: true,
  disorder: true,
  noSpeed: true,
  zeroSpeed: true,
  stuckSpeed: true,
  zeroOdometer: true,
  spoofedJump: true,
  jitterIndoors: true,
  dailyReporter: true,
};

export const NO_DISTURBANCES: DayDisturbances = {
  jitter: false,
  drift: false,
  outliers: false,
  zeroIsland: false,
  badFixes: false,
  tunnels: false,
  clockJumps: false,
  outages: false,
  repeats: false,
  disorder: false,
  noSpeed: false,
  zeroSpeed: false,
  stuckSpeed: false,
  zeroOdometer: false,
  spoofedJump: false,
  jitterIndoors: false,
  dailyReporter: false,
};
