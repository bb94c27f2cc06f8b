/**
 * Texts in UTF-16, one behind the other: a country's names as strings would take five times the memory, and each
 * collection of all garbage would look at every one of them.
 */
export interface PackedTexts {
  readonly units: Uint16Array;
  /** Per text, plus one. */
  readonly starts: Uint32Array;
}

export function packTexts(texts: readonly string[]): PackedTexts {
  const starts = new Uint32Array(texts.length + 1);
  texts.forEach((text, i) => (starts[i + 1] = (starts[i] ?? 0) + text.length));
  const units = new Uint16Array(starts[texts.length] ?? 0);
  let at = 0;
  for (const text of texts) for (let i = 0; i < text.length; i++) units[at++] = text.charCodeAt(i);
  return { units, starts };
}

/** Empty beyond the last. */
export function textAt({ units, starts }: PackedTexts, index: number): string {
  const text = units.subarray(starts[index] ?? units.length, starts[index + 1]);
  // Three times as fast as with the spread operator; TypeScript wants an array.
  return String.fromCharCode.apply(null, text as unknown as number[]);
}

/** Whether it is this text; makes no string of it. */
export function isTextAt({ units, starts }: PackedTexts, index: number, text: string): boolean {
  const start = starts[index] ?? 0;
  if ((starts[index + 1] ?? start) - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (units[start + i] !== text.charCodeAt(i)) return false;
  return true;
}
