/** The clocks of the world, by the IANA time zone database. */
export abstract class TimeZones {
  abstract has(zone: string): boolean;

  /**
   * Returns the date in a zone, as days since 1970-01-01.
   * @param instant epoch ms
   * @throws RangeError if there is no such zone
   */
  abstract dayAt(instant: number, zone: string): number;

  /**
   * Returns the first moment, epoch ms, at which the clocks of a zone show a time of the given day or a later one. So
   * a time that is skipped is the moment when clocks go forward, and of one that comes twice it is the first.
   *
   * @param day days since 1970-01-01
   * @param minute of the day; 1440 is the next midnight
   * @throws RangeError if there is no such zone
   */
  abstract instantOf(day: number, minute: number, zone: string): number;
}
