import Pbf from 'pbf';
import type { Tags } from '../source/map-feature';
import { eachField, endOfMessage } from './fields';
import { StringTable } from './string-table';

const NODES = 1;
const DENSE_NODES = 2;
const WAYS = 3;
const NANO = 1e-9;

export type VisitNode = (node: { id: number; lng: number; lat: number }, tags: Tags | null) => void;
export type VisitWay = (nodeIds: readonly number[], tags: Tags) => void;

/** A `PrimitiveBlock`: some thousand nodes or ways. Only the tags that are read are passed on. */
export class OsmBlock {
  private readonly pbf: Pbf;
  private strings = new StringTable(new Pbf(new Uint8Array()), 0);
  private readonly groups: { readonly kind: number; readonly at: number; readonly end: number }[] = [];
  private granularity = 100;
  private lngOffset = 0;
  private latOffset = 0;

  constructor(bytes: Uint8Array) {
    const pbf = (this.pbf = new Pbf(bytes));
    eachField(pbf, (tag) => {
      if (tag === 1) this.strings = new StringTable(pbf, endOfMessage(pbf));
      else if (tag === 2) this.findParts(endOfMessage(pbf));
      else if (tag === 17) this.granularity = pbf.readVarint();
      else if (tag === 19) this.latOffset = pbf.readVarint(true);
      else if (tag === 20) this.lngOffset = pbf.readVarint(true);
    });
  }

  get hasWays(): boolean {
    return this.groups.some(({ kind }) => kind === WAYS);
  }

  get hasNodes(): boolean {
    return this.groups.some(({ kind }) => kind === NODES || kind === DENSE_NODES);
  }

  eachWay(visit: VisitWay): void {
    for (const group of this.groups) {
      if (group.kind === WAYS) this.readWay(group, visit);
    }
  }

  eachNode(visit: VisitNode): void {
    for (const group of this.groups) {
      if (group.kind === NODES) this.readNode(group, visit);
      if (group.kind === DENSE_NODES) this.readDenseNodes(group, visit);
    }
  }

  private findParts(end: number): void {
    eachField(
      this.pbf,
      (kind) => {
        if (kind > WAYS) return;
        const partEnd = endOfMessage(this.pbf);
        this.groups.push({ kind, at: this.pbf.pos, end: partEnd });
        this.pbf.pos = partEnd;
      },
      end,
    );
  }

  private readWay({ at, end }: { at: number; end: number }, visit: VisitWay): void {
    const { pbf } = this;
    let [keys, values, refs]: number[][] = [[], [], []];
    pbf.pos = at;
    eachField(
      pbf,
      (tag) => {
        if (tag === 2) keys = pbf.readPackedVarint();
        else if (tag === 3) values = pbf.readPackedVarint();
        else if (tag === 8) refs = pbf.readPackedSVarint();
      },
      end,
    );
    const tags = this.strings.tags(keys ?? [], values ?? []);
    if (tags) visit(undelta(refs ?? []), tags);
  }

  private readNode({ at, end }: { at: number; end: number }, visit: VisitNode): void {
    const { pbf } = this;
    let [keys, values]: number[][] = [[], []];
    let [id, lat, lng] = [0, 0, 0];
    pbf.pos = at;
    eachField(
      pbf,
      (tag) => {
        if (tag === 1) id = pbf.readSVarint();
        else if (tag === 2) keys = pbf.readPackedVarint();
        else if (tag === 3) values = pbf.readPackedVarint();
        else if (tag === 8) lat = pbf.readSVarint();
        else if (tag === 9) lng = pbf.readSVarint();
      },
      end,
    );
    visit({ id, ...this.degrees(lng, lat) }, this.strings.tags(keys ?? [], values ?? []));
  }

  private readDenseNodes({ at, end }: { at: number; end: number }, visit: VisitNode): void {
    const { pbf } = this;
    let [ids, lats, lngs, keysValues]: number[][] = [[], [], [], []];
    pbf.pos = at;
    eachField(
      pbf,
      (tag) => {
        if (tag === 1) ids = undelta(pbf.readPackedSVarint());
        else if (tag === 8) lats = undelta(pbf.readPackedSVarint());
        else if (tag === 9) lngs = undelta(pbf.readPackedSVarint());
        else if (tag === 10) keysValues = pbf.readPackedVarint();
      },
      end,
    );
    const tags = this.denseTags(keysValues ?? []);
    (ids ?? []).forEach((id, i) =>
      visit({ id, ...this.degrees(lngs?.[i] ?? NaN, lats?.[i] ?? NaN) }, tags.next().value ?? null),
    );
  }

  /** Of one node after the other: its keys and values alternate, a zero ends them. */
  private *denseTags(keysValues: readonly number[]): Generator<Tags | null, null> {
    let [keys, values]: [number[], number[]] = [[], []];
    for (let i = 0; i < keysValues.length; i++) {
      const key = keysValues[i] ?? 0;
      if (key > 0) {
        keys.push(key);
        values.push(keysValues[++i] ?? 0);
        continue;
      }
      yield keys.length > 0 ? this.strings.tags(keys, values) : null;
      if (keys.length > 0) [keys, values] = [[], []];
    }
    return null;
  }

  private degrees(lng: number, lat: number): { lng: number; lat: number } {
    return {
      lng: NANO * (this.lngOffset + this.granularity * lng),
      lat: NANO * (this.latOffset + this.granularity * lat),
    };
  }
}

/** Each is told by its difference to the one before. */
function undelta(differences: number[]): number[] {
  for (let i = 1; i < differences.length; i++)
    differences[i] = (differences[i] ?? 0) + (differences[i - 1] ?? 0);
  return differences;
}
