import {
  AssetStateRepository,
  type MaintenanceRow,
  once,
  type AccountTransaction,
  type UnitOfWork,
} from '@yipii/persistence';
import { InvalidFields, type Clock, type WriteRequest } from '@yipii/platform';
import type { Fields } from '../registry/resource';
import { ResourceWriter } from '../registry/resource-writer';
import { timeIn } from '../series';
import { maintenances } from './maintenance.resource';
import type { CompletionInput, MaintenanceView } from './maintenance.schema';

const DAY_MS = 86_400_000;
const states = new AssetStateRepository();

/** Tells that a service was done: its alerts end, and one that repeats is due again later. */
export class CompleteMaintenance {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal NOT_FOUND; InvalidFields if the next one would depend on a reading that nobody knows */
  run(request: WriteRequest, id: number, input: CompletionInput): Promise<MaintenanceView> {
    return this.unitOfWork.inAccount(request.principal.scope, (tx) =>
      once(tx, request.repeatable, () =>
        new ResourceWriter(maintenances, tx, request).set(id, 'completed', (row) =>
          this.completed(tx, row as MaintenanceRow, input),
        ),
      ),
    );
  }

  private async completed(
    tx: AccountTransaction,
    row: MaintenanceRow,
    input: CompletionInput,
  ): Promise<Fields> {
    const now = this.clock.now();
    const at = timeIn(input, 'completed_at') ?? now;
    const done = { completedAt: new Date(at), since: new Date(now) };
    if (row.repeatEvery === null) return done;
    if (row.basis === 'date') return { ...done, dueAt: new Date(at + row.repeatEvery * DAY_MS) };
    const reading = input.reading ?? (await lastReading(tx, row));
    if (reading === null)
      throw new InvalidFields({ reading: ['reading is required: the asset has not reported any.'] });
    const due = reading + row.repeatEvery;
    return { ...done, ...(row.basis === 'odometer' ? { dueKm: due } : { dueHours: due }) };
  }
}

async function lastReading(
  tx: AccountTransaction,
  { assetId, basis }: MaintenanceRow,
): Promise<number | null> {
  const [location] = await states.lastLocations(tx, [assetId]);
  if (basis === 'odometer') return location?.odometerKm ?? null;
  const hours = location?.attributes.engineHours;
  return typeof hours === 'number' ? hours : null;
}
