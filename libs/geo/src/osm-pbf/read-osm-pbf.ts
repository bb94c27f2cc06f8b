import { isOfUse, type MapFeature } from '../source/map-feature';
import { StreetsError } from '../source/streets-error';
import { PbfFile, type BlobPlace } from './blobs';
import { IdColumn, NodePlaces } from './node-places';
import { OsmBlock } from './osm-block';

type Visit = (feature: MapFeature) => void;

/**
 * Reads the useful nodes and ways of an .osm.pbf file in file order. The file is read three times (which nodes do
 * ways use, where are they, the ways), so that only the coordinates of these nodes are held in memory.
 *
 * @throws {StreetsError} if the file is truncated or of another format
 */
export async function readOsmPbf(file: string, visit: Visit): Promise<void> {
  const pbf = await PbfFile.open(file);
  try {
    await readFeatures(pbf, visit);
  } catch (cause) {
    if (cause instanceof StreetsError) throw cause;
    throw new StreetsError('STREETS_DAMAGED', `${file} is damaged, or no .osm.pbf file`, { cause });
  } finally {
    await pbf.close();
  }
}

async function readFeatures(pbf: PbfFile, visit: Visit): Promise<void> {
  const { wanted, withNodes, withWays } = await findWays(pbf, await pbf.blobs());
  const places = new NodePlaces(wanted);
  for (const blob of withNodes) {
    new OsmBlock(await pbf.bytes(blob)).eachNode(({ id, lng, lat }, tags) => {
      places.put(id, lng, lat);
      if (tags && isOfUse(tags)) visit({ tags, points: [[lng, lat]] });
    });
  }
  for (const blob of withWays) {
    new OsmBlock(await pbf.bytes(blob)).eachWay((ids, tags) => {
      if (!isOfUse(tags)) return;
      for (const points of places.stretches(ids)) visit({ tags, points });
    });
  }
}

/** Which nodes ways of use lead over, and which blobs are to be read again. */
async function findWays(pbf: PbfFile, blobs: readonly BlobPlace[]) {
  const wanted = new IdColumn();
  const [withNodes, withWays]: [BlobPlace[], BlobPlace[]] = [[], []];
  for (const blob of blobs) {
    const block = new OsmBlock(await pbf.bytes(blob));
    if (block.hasNodes) withNodes.push(blob);
    if (block.hasWays) withWays.push(blob);
    block.eachWay((ids, tags) => {
      if (isOfUse(tags)) for (const id of ids) wanted.push(id);
    });
  }
  return { wanted, withNodes, withWays };
}
