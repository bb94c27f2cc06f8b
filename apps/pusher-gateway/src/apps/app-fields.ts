/** Problems and warnings about a text, each with its place. */
export interface Findings {
  readonly problems: string[];
  readonly warnings: string[];
}

export interface Rule<T> {
  /** Follows the place in a message: "must be …". */
  readonly must: string;
  /** Returns the value, or undefined if it breaks the rule. */
  parse(value: unknown): T | undefined;
}

/** Reads an object field by field, under all names that a field may have; `null` counts as absent. */
export class AppFields {
  private readonly left: Map<string, unknown>;

  constructor(
    object: object,
    /** Its place in the whole, e.g. `[0].webhooks[1]`. */
    readonly place: string,
    private readonly findings: Findings,
  ) {
    this.left = new Map(Object.entries(object));
  }

  /** Adds a problem and returns the fallback if it is absent or wrong. */
  required<T>(names: readonly string[], rule: Rule<T>, fallback: T): T {
    const field = this.take(names);
    if (field) return this.parse(field, rule, fallback);
    this.problem(`${this.place}.${names.join(' or ')} is required`);
    return fallback;
  }

  /** Returns the fallback if it is absent or wrong; adds a problem if it is wrong. */
  optional<T>(names: readonly string[], rule: Rule<T>, fallback: T): T {
    const field = this.take(names);
    return field ? this.parse(field, rule, fallback) : fallback;
  }

  /** Adds a warning for every field that was not read, with its hint if there is one. */
  ignoreRest(hints: ReadonlyMap<string, string> = new Map()): void {
    for (const name of this.left.keys()) {
      const place = `${this.place}.${name.slice(0, 64)}`;
      this.findings.warnings.push(`${place} is ignored: ${hints.get(name) ?? 'unknown field'}`);
    }
  }

  /** Adds a problem for every field that was not read: it might have restricted what is sent. */
  refuseRest(): void {
    for (const name of this.left.keys()) this.problem(`${this.place}.${name.slice(0, 64)} is unknown`);
  }

  problem(text: string): void {
    this.findings.problems.push(text);
  }

  private take(names: readonly string[]): { name: string; value: unknown } | undefined {
    const given = names.filter((name) => this.left.has(name));
    const values = given.map((name) => ({ name, value: this.left.get(name) }));
    for (const name of given) this.left.delete(name);
    const [first, second] = values.filter(({ value }) => value !== null);
    if (second) this.problem(`${this.place} has both ${given.join(' and ')}, which mean the same`);
    return first;
  }

  private parse<T>({ name, value }: { name: string; value: unknown }, rule: Rule<T>, fallback: T): T {
    const parsed = rule.parse(value);
    if (parsed !== undefined) return parsed;
    this.problem(`${this.place}.${name} must be ${rule.must}`);
    return fallback;
  }
}
