type Numbers = readonly (number | null)[];

/** Numbers as multiples of 1/`per`, each as the difference from the number before it. */
interface Steps {
  readonly per: number;
  readonly steps: Numbers;
}

/** The same value each time. */
interface Constant {
  readonly value: unknown;
  readonly times: number;
}

/** Values of any kind: those that differ, and which of them it is each time. */
interface Choices {
  readonly values: readonly unknown[];
  readonly chosen: Steps;
}

/** From whole numbers to what GNSS receivers tell of a degree. */
const SCALES = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7];
/** Differences of numbers up to here are exact. */
const MAX_EXACT = 2 ** 52;

/** Returns the values (JSON) of a column as one line of JSON which compresses well; nothing is rounded. */
export function writeColumn(values: readonly unknown[]): string {
  return JSON.stringify(constantOf(values) ?? stepsOf(values) ?? choicesOf(values));
}

/** Returns the values of a line that {@link writeColumn} has made. */
export function readColumn(line: string): unknown[] {
  const column = JSON.parse(line) as Constant | Steps | Choices;
  if ('times' in column) return new Array<unknown>(column.times).fill(column.value);
  if ('steps' in column) return numbersOf(column);
  return numbersOf(column.chosen).map((index) => column.values[index ?? 0]);
}

function constantOf(values: readonly unknown[]): Constant | undefined {
  const [value] = values;
  const json = JSON.stringify(value);
  const isConstant = values.every((other) => other === value || JSON.stringify(other) === json);
  return isConstant && values.length > 0 ? { value, times: values.length } : undefined;
}

function areNumbers(values: readonly unknown[]): values is Numbers {
  return values.every((value) => value === null || typeof value === 'number');
}

function stepsOf(numbers: readonly unknown[]): Steps | undefined {
  if (!areNumbers(numbers)) return undefined;
  const per = SCALES.find((scale) => numbers.every((number) => number === null || fits(number, scale)));
  if (per === undefined) return undefined;
  let before = 0;
  const steps = numbers.map((number) => {
    if (number === null) return null;
    const multiple = Math.round(number * per);
    const step = multiple - before;
    before = multiple;
    return step;
  });
  return { per, steps };
}

function fits(number: number, scale: number): boolean {
  const multiple = Math.round(number * scale);
  return Math.abs(multiple) <= MAX_EXACT && multiple / scale === number;
}

function numbersOf({ per, steps }: Steps): (number | null)[] {
  let multiple = 0;
  return steps.map((step) => (step === null ? null : (multiple += step) / per));
}

function choicesOf(all: readonly unknown[]): Choices {
  const indexes = new Map<string, number>();
  const values: unknown[] = [];
  const chosen = all.map((value) => {
    const json = JSON.stringify(value);
    const index = indexes.get(json) ?? values.push(value) - 1;
    indexes.set(json, index);
    return index;
  });
  return { values, chosen: stepsOf(chosen) ?? { per: 1, steps: [] } };
}
