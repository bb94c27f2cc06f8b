const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Times and distances as people of this language say them. */
export class Format {
  constructor(
    private readonly locale: string,
    /** By default that of this device. */
    private readonly timeZone?: string,
  ) {}

  /** @param at epoch ms */
  clock(at: number): string {
    return this.date({ hour: '2-digit', minute: '2-digit' }).format(at);
  }

  day(at: number): string {
    return this.date({ weekday: 'long', day: 'numeric', month: 'long' }).format(at);
  }

  isSameDay(one: number, other: number): boolean {
    return this.day(one) === this.day(other) && Math.abs(one - other) < DAY_MS;
  }

  zone(at: number): string {
    const parts = this.date({ timeZoneName: 'long' }).formatToParts(at);
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  }

  /** Rounded down to the unit in which one would say it. */
  duration(ms: number): string {
    if (ms < MINUTE_MS) return this.unit('second', Math.max(0, Math.floor(ms / SECOND_MS)));
    if (ms < HOUR_MS) return this.unit('minute', Math.floor(ms / MINUTE_MS));
    if (ms < DAY_MS) return this.unit('hour', Math.floor(ms / HOUR_MS));
    return this.unit('day', Math.floor(ms / DAY_MS), 'long');
  }

  distance(km: number): string {
    if (km < 1) return this.unit('meter', Math.round(km * 20) * 50);
    return this.unit('kilometer', km < 10 ? Math.round(km * 10) / 10 : Math.round(km));
  }

  private date(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(this.locale, {
      ...options,
      ...(this.timeZone && { timeZone: this.timeZone }),
    });
  }

  private unit(unit: string, value: number, unitDisplay: 'short' | 'long' = 'short'): string {
    return new Intl.NumberFormat(this.locale, { style: 'unit', unit, unitDisplay }).format(value);
  }
}
