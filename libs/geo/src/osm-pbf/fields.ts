import type Pbf from 'pbf';

/** Calls `visit` with the number of each field up to `end`; fields that it does not read are skipped. */
export function eachField(pbf: Pbf, visit: (tag: number) => void, end?: number): void {
  pbf.readFields((tag) => visit(tag), undefined, end);
}

/** The end of the length-delimited message that starts here. */
export function endOfMessage(pbf: Pbf): number {
  return pbf.readVarint() + pbf.pos;
}
