import { InvalidFields } from '../problem';

/** A stranger's input may be wrong in thousands of ways: more than this many helps nobody. */
const MAX_PROBLEMS = 20;
/** Names of unknown fields are a stranger's text, and may be long. */
const MAX_PATH_LENGTH = 80;

/** What is wrong with an input, told field by field. An instance stands at one field of it. */
export class FieldProblems {
  private constructor(
    private readonly path: string,
    private readonly found: Map<string, string[]>,
    readonly unknownFields: 'refuse' | 'ignore',
  ) {}

  static root(unknownFields: 'refuse' | 'ignore'): FieldProblems {
    return new FieldProblems('', new Map(), unknownFields);
  }

  /** Whether enough has been found: further problems are not told. */
  get isFull(): boolean {
    return this.found.size >= MAX_PROBLEMS;
  }

  get isEmpty(): boolean {
    return this.found.size === 0;
  }

  /** A field of the object, or an element of the list, at which this instance stands. */
  field(name: string | number): FieldProblems {
    const path = this.path === '' ? String(name) : `${this.path}.${name}`;
    return new FieldProblems(path.slice(0, MAX_PATH_LENGTH), this.found, this.unknownFields);
  }

  /** @param text follows the field's name, e.g. `must be a text` */
  refuse(text: string): null {
    if (this.isFull) return null;
    const field = this.path === '' ? 'body' : this.path;
    this.found.set(field, [`${field} ${text}.`]);
    return null;
  }

  /** @throws InvalidFields */
  throwIfAny(): void {
    if (!this.isEmpty) throw new InvalidFields(Object.fromEntries(this.found));
  }
}
