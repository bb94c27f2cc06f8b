/** Remembers at least the last `size` ids and at most twice as many. */
export class RecentIds {
  private current = new Set<string>();
  private former = new Set<string>();

  constructor(private readonly size: number) {}

  /** Returns whether the id is new, and remembers it. */
  add(id: string): boolean {
    if (this.current.has(id) || this.former.has(id)) return false;
    if (this.current.size >= this.size) {
      this.former = this.current;
      this.current = new Set();
    }
    this.current.add(id);
    return true;
  }
}
