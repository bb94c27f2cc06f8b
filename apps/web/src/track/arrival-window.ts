const MINUTE_MS = 60_000;
/** Windows begin at such minutes of the clock. */
const GRID_MS = 5 * MINUTE_MS;
const MOVED_MS = 2 * MINUTE_MS;
const MOVED_SHARE = 0.15;

/** When it arrives, as it is shown. Epoch ms. */
export interface ArrivalWindow {
  readonly from: number;
  readonly to: number;
  /** The arrival that it was made from. */
  readonly arrivesAt: number;
}

/** The window stays until the arrival has moved by more than 2 minutes or 15 % of what is left, whichever is more. */
export function nextWindow(shown: ArrivalWindow | null, arrivesAt: number, now: number): ArrivalWindow {
  const left = Math.max(0, arrivesAt - now);
  const moved = shown && Math.abs(arrivesAt - shown.arrivesAt);
  if (moved !== null && moved <= Math.max(MOVED_MS, MOVED_SHARE * left) && shown && shown.to > now)
    return shown;
  const width = widthFor(left);
  const from = Math.floor((arrivesAt - width / 4) / GRID_MS) * GRID_MS;
  return { from, to: from + width, arrivesAt };
}

/** The farther away, the vaguer. */
function widthFor(left: number): number {
  if (left <= 45 * MINUTE_MS) return 10 * MINUTE_MS;
  return (left <= 120 * MINUTE_MS ? 20 : 30) * MINUTE_MS;
}
