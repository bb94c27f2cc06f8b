import type { AccountScope } from '@yipii/domain';
import type { PositionIntake, SubmissionVerdict } from '@yipii/live';
import { currentTrace, InvalidFields } from '@yipii/platform';
import { recordOf, type SubmittedPosition } from './position.schema';

/** Which devices assets have. */
export abstract class AssetDevices {
  /** Returns the unique id of the device that each asset within the scope has now, as far as it has one. */
  abstract of(scope: AccountScope, assetIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
}

export type RefusedPosition = Exclude<SubmissionVerdict, 'stored'> | 'no_device';

/** Hands positions that came over REST to ingestion. */
export class SubmitPositions {
  constructor(
    private readonly devices: AssetDevices,
    private readonly intake: PositionIntake,
  ) {}

  /**
   * Returns for each position why it is refused, or null, once all others are durable.
   * @throws NotPublished if they may not be
   */
  async run(
    scope: AccountScope,
    positions: readonly SubmittedPosition[],
  ): Promise<(RefusedPosition | null)[]> {
    positions.forEach(demandOneName);
    const assetIds = [...new Set(positions.flatMap(({ asset_id: id }) => (id === undefined ? [] : [id])))];
    const devices = assetIds.length > 0 ? await this.devices.of(scope, assetIds) : new Map<number, string>();
    const ids = positions.map(({ unique_id: id, asset_id: assetId }) => id ?? devices.get(assetId ?? 0));
    const records = positions.flatMap((position, index) => {
      const uniqueId = ids[index];
      return uniqueId === undefined ? [] : [{ uniqueId, record: recordOf(position) }];
    });
    const traceparent = currentTrace() ?? null;
    const verdicts = records.length > 0 ? await this.intake.submit({ scope, records, traceparent }) : [];
    const next = verdicts.values();
    return ids.map((id) => (id === undefined ? 'no_device' : refusalIn(next.next().value)));
  }
}

function demandOneName({ asset_id: assetId, unique_id: uniqueId }: SubmittedPosition, index: number): void {
  if ((assetId === undefined) === (uniqueId === undefined))
    throw new InvalidFields({
      [`positions.${index}`]: ['A position needs asset_id or unique_id, not both.'],
    });
}

/** Ingestion judges every record; one that it did not judge is not stored. */
function refusalIn(verdict: SubmissionVerdict | undefined): RefusedPosition | null {
  return verdict === 'stored' ? null : (verdict ?? 'unknown_device');
}
