import type { Attributes, AttributeValue } from '@yipii/domain';
import type { Warning } from './tracker-protocol';

const MAX_ATTRIBUTES = 64;
const MAX_TEXT_LENGTH = 256;
const NAME = /^[A-Za-z][A-Za-z0-9_.]{0,63}$/;
// eslint-disable-next-line no-control-regex -- that is what it removes
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Gathers attributes of a hostile device within these limits: at most 64, names of
 * letters, digits, `_` and `.`, texts of at most 256 characters without control characters, and an object
 * without a prototype. What does not fit is left out or cut, with a warning.
 */
export class AttributeBag {
  private readonly values = Object.create(null) as Record<string, AttributeValue>;
  private size = 0;
  private readonly warned = new Map<string, Warning>();

  /** The value that a name already has. */
  get(name: string): AttributeValue | undefined {
    return this.values[name];
  }

  set(name: string, value: AttributeValue): void {
    const problem = this.problemOf(name, value);
    if (problem) {
      this.warn(problem, name.slice(0, 64));
      return;
    }
    if (!(name in this.values)) this.size += 1;
    this.values[name] = typeof value === 'string' ? this.clean(name, value) : value;
  }

  get attributes(): Attributes {
    return this.values;
  }

  get warnings(): readonly Warning[] {
    return [...this.warned.values()];
  }

  private problemOf(name: string, value: AttributeValue): string | undefined {
    if (!NAME.test(name)) return 'bad_attribute_name';
    if (typeof value === 'number' && !Number.isFinite(value)) return 'bad_attribute_value';
    if (this.size === MAX_ATTRIBUTES && !(name in this.values)) return 'too_many_attributes';
    return undefined;
  }

  private clean(name: string, text: string): string {
    const printable = text.replace(CONTROL_CHARACTERS, '');
    if (printable.length > MAX_TEXT_LENGTH) this.warn('attribute_cut', name);
    return printable.slice(0, MAX_TEXT_LENGTH).replace(LONE_SURROGATES, '');
  }

  /** Once for each reason. */
  private warn(reason: string, detail: string): void {
    if (!this.warned.has(reason)) this.warned.set(reason, { reason, detail });
  }
}
