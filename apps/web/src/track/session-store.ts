import type { TrackingSession } from '@yipii/client';

/**
 * Keeps the session of this tab, so that a page that the phone has put away does not ask for a code again. It ends
 * with the tab; nothing is kept in localStorage or in an address.
 */
export class SessionStore {
  private readonly key: string;

  constructor(uuid: string) {
    this.key = `tracking.${uuid}`;
  }

  read(): TrackingSession | null {
    try {
      return JSON.parse(sessionStorage.getItem(this.key) ?? 'null') as TrackingSession | null;
    } catch {
      // Pages in frames may have no storage.
      return null;
    }
  }

  write(session: TrackingSession | null): void {
    try {
      if (session) sessionStorage.setItem(this.key, JSON.stringify(session));
      else sessionStorage.removeItem(this.key);
    } catch {
      // Then the next load asks again.
    }
  }
}
