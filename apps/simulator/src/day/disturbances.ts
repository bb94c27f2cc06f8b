/** What goes wrong on a day; each is on by default. */
export interface DayDisturbances {
  /** Fixes are a few metres off, occasionally 30 m. */
  readonly jitter: boolean;
  /** Fixes of parked receivers drift by up to 80 m, at up to 4 km/h. */
  readonly drift: boolean;
  /** Isolated fixes are 0.5 to 50 km off. */
  readonly outliers: boolean;
  /** Isolated fixes are at 0° N, 0° E. */
  readonly zeroIsland: boolean;
  /** Isolated fixes are a few hundred metres off, which the device reports. */
  readonly badFixes: boolean;
  /** There is no fix for 1 to 4 minutes of driving. */
  readonly tunnels: boolean;
  /** Isolated records are dated 1970, next year or 10 minutes ahead. */
  readonly clockJumps: boolean;
  /** Nothing arrives for 5 to 60 minutes, then everything does; some devices send the newest first. */
  readonly outages: boolean;
  /** Frames are repeated, whole or in part, up to minutes later. */
  readonly repeats: boolean;
  /** Frames overtake each other. */
  readonly disorder: boolean;
  /** Some trackers report no speed, or always 0, or a constant one; ... */
  readonly noSpeed: boolean;
  readonly zeroSpeed: boolean;
  readonly stuckSpeed: boolean;
  /** ... an odometer that never advances; ... */
  readonly zeroOdometer: boolean;
  /** ... or, while jammed for three minutes of driving, an airport 1,500 km away. */
  readonly spoofedJump: boolean;
  /** A phone indoors has fixes that are up to 60 m off. */
  readonly jitterIndoors: boolean;
  /** A container reports once a day, 300 km farther each time. */
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
