import type { AlertEvent } from './alert-event';
import type { AssetAlerts } from './alert-state';

/** What a step comes to. */
export interface Followed {
  readonly state: AssetAlerts;
  readonly events: readonly AlertEvent[];
  /** When time alone changes something, epoch ms by our clock: then follow the clock. Null: never. */
  readonly dueAt: number | null;
}
