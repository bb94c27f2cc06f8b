/** Adds a listener and returns a function that removes it. */
export type Listen<Events> = <Name extends keyof Events>(
  name: Name,
  listener: (event: Events[Name]) => void,
) => () => void;

/** Who listens to what. */
export class Listeners<Events> {
  private readonly all = new Map<keyof Events, Set<(event: never) => void>>();

  readonly on: Listen<Events> = (name, listener) => {
    const those = this.all.get(name) ?? new Set();
    this.all.set(name, those.add(listener));
    return () => void those.delete(listener);
  };

  tell<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of this.all.get(name) ?? []) (listener as (event: Events[Name]) => void)(event);
  }
}
