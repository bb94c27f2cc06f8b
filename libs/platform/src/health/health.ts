/** Answers null while a part can do its work, else why it can't. */
export type HealthCheck = () => string | null;

/** What a process needs in order to serve; `/ready` is green while all checks are. */
export class Health {
  private readonly checks = new Map<string, HealthCheck>();

  /** A part of the same name replaces the former. */
  register(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  /** The parts that can't work now, with their reasons. */
  problems(): Record<string, string> {
    const problems: Record<string, string> = {};
    for (const [name, check] of this.checks) {
      const problem = check();
      if (problem !== null) problems[name] = problem;
    }
    return problems;
  }
}
