/** Returns null while a part can do its work, otherwise the reason. */
export type HealthCheck = () => string | null;

/** What a process needs in order to serve; `/ready` is green while all checks are. */
export class Health {
  private readonly checks = new Map<string, HealthCheck>();

  /** Replaces the check of a part with the same name. */
  register(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  /** The parts that can't work at the moment, with the reasons. */
  problems(): Record<string, string> {
    const problems: Record<string, string> = {};
    for (const [name, check] of this.checks) {
      const problem = check();
      if (problem !== null) problems[name] = problem;
    }
    return problems;
  }
}
