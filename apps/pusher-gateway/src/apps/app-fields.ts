/** What is wrong with a text, and what is odd about it, by place. */
export interface Findings {
  readonly problems: string[];
  readonly warnings: string[];
}

export interface Rule<T> {
  /** After the place: "must be …". */
  readonly must: string;
  /** The value, or undefined where it breaks the rule. */
  parse(value: unknown): T | undefined;
}

/** An object from outside, read field by field under all names that its fields may have; `null` is as absent. */
export class AppFields {
  private readonly left: Map<string, unknown>;

  constructor(
    object: object,
    /** Where it is in the whole, e.g. `[0].webhooks[1]`. */
    readonly place: string,
    private readonly findings: Findings,
  ) {
    this.left = new Map(Object.entries(object));
  }

  /** Adds a problem where it is absent or wrong; the fallback then stands for it. */
  required<T>(names: readonly string[], rule: Rule<T>, fallback: T): T {
    const field = this.take(names);
    if (field) return this.parse(field, rule, fallback);
    this.problem(`${this.place}.${names.join(' or ')} is required`);
    return fallback;
  }

  /** Adds a problem where it is wrong; the fallback then stands for it, as where it is absent. */
  optional<T>(names: readonly string[], rule: Rule<T>, fallback: T): T {
    const field = this.take(names);
    return field ? this.parse(field, rule, fallback) : fallback;
  }

  /** Adds a warning for every field that nobody asked for, with a hint where there is one for it. */
  ignoreRest(hints: ReadonlyMap<string, string> = new Map()): void {
    for (const name of this.left.keys()) {
      const place = `${this.place}.${name.slice(0, 64)}`;
      this.findings.warnings.push(`${place} is ignored: ${hints.get(name) ?? 'no such field is known'}`);
    }
  }

  problem(text: string): void {
    this.findings.problems.push(text);
  }

  private take(names: readonly string[]): { name: string; value: unknown } | undefined {
    const given = names.filter((name) => this.left.has(name));
    const values = given.map((name) => ({ name, value: this.left.get(name) }));
    for (const name of given) this.left.delete(name);
    const [first, second] = values.filter(({ value }) => value !== null);
    if (second) this.problem(`${this.place} has both ${given.join(' and ')}, which are the same`);
    return first;
  }

  private parse<T>({ name, value }: { name: string; value: unknown }, rule: Rule<T>, fallback: T): T {
    const parsed = rule.parse(value);
    if (parsed !== undefined) return parsed;
    this.problem(`${this.place}.${name} must be ${rule.must}`);
    return fallback;
  }
}
