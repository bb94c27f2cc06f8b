/** Distinct texts, numbered in order of first appearance; the empty text is the first. */
export class Texts {
  private readonly known = new Map([['', 0]]);

  at(text: string): number {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    this.known.set(text, this.known.size);
    return this.known.size - 1;
  }

  all(): string[] {
    return [...this.known.keys()];
  }
}
