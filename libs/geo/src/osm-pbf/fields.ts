import type Pbf from 'pbf';

/** Calls `visit` with the number of each field up to `end`; what it does not read is passed over. */
export function eachField(pbf: Pbf, visit: (tag: number) => void, end?: number): void {
  pbf.readFields((tag) => visit(tag), undefined, end);
}

/** The end of the message that begins here, as its length says. */
export function endOfMessage(pbf: Pbf): number {
  return pbf.readVarint() + pbf.pos;
}
