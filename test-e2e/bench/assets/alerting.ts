import { toStoredAlerts } from '@yipii/domain';
import { Health, HeardSpans, Listening, Outbox, TemporalTimeZones, type HeardSpan } from '@yipii/platform';
import { topics, type PositionEnriched } from '@yipii/protocol';
import { FakeClock, NOON, aLocation } from '@yipii/testing';
import { AlertPartitions } from '../../../apps/alerting/src/alerts/alert-partitions';
import { PostgresAlertStates } from '../../../apps/alerting/src/alerts/alert-states.postgres';
import { EvaluatePositions } from '../../../apps/alerting/src/alerts/evaluate-positions';
import { FollowTime } from '../../../apps/alerting/src/alerts/follow-time';
import { Hearing } from '../../../apps/alerting/src/alerts/hearing';
import { RuleBook } from '../../../apps/alerting/src/rules/rule-book';
import { RuleStore } from '../../../apps/alerting/src/rules/rule-store.ports';
import type { AccountSource } from '../../../apps/alerting/src/rules/account-rules';
import {
  PARTITIONS,
  accountOf,
  assetsOfAccount,
  assetsOfPartition,
  fencesOfAccount,
  partitionOf,
  reportingAssets,
  rulesOfAccount,
  type FleetSize,
  type ServiceOfFleet,
} from './known-fleet';
import { simulatedDatabase } from './simulated-database';

const ROUNDS_A_SECOND = 4;
const CHECKPOINT_S = 5;
/** Until the first look at all assets is over. */
const FIRST_LOOKS_S = 60;
/** By then the assets whose states others begin with have driven for a while. */
const DRIVEN_S = 60;
const DRIVERS = 50;

/** Evaluates four rules an asset; time is followed every 250 ms. */
export class AlertingOfFleet implements ServiceOfFleet {
  private readonly clock = new FakeClock(NOON);
  private states: readonly object[] = [];
  private readonly database = simulatedDatabase((_, values) => this.read(Number(values[0])));
  private readonly partitions = new AlertPartitions(
    new PostgresAlertStates(this.database, new Outbox(), this.clock),
    this.clock,
  );
  private readonly rules = new RuleBook(new SimulatedRules());
  private readonly zones = new TemporalTimeZones();
  private readonly hearing = new Hearing(
    new Listening(new Health(), this.clock),
    new HeardUntilNow(this.clock),
    this.clock,
  );
  private readonly evaluate = new EvaluatePositions(this.partitions, this.rules, this.hearing, this.zones);
  private readonly time = new FollowTime(this.partitions, this.rules, this.hearing, this.zones, this.clock);
  private readonly offsets = new Map<number, number>();
  private seconds = 0;

  constructor(private readonly size: FleetSize) {}

  async learn(): Promise<number> {
    await this.take();
    for (let second = 0; second < DRIVEN_S; second += 1)
      await this.second({ known: DRIVERS, reporting: DRIVERS })();
    this.states = this.partitions.all().flatMap((partition) =>
      Array.from(partition.all(), ({ name, deviceId, alerts }) => ({
        ...{ name, deviceId, alerts: toStoredAlerts(alerts) },
      })),
    );
    await this.take();
    for (let second = 0; second < FIRST_LOOKS_S; second += 1) await this.second()();
    return this.size.known;
  }

  second(size = this.size): () => Promise<void> {
    this.seconds += 1;
    const batches = Array.from({ length: PARTITIONS }, (_, partition) => this.batch(partition, size));
    return async () => {
      for (const batch of batches) await this.evaluate.run(batch);
      for (let round = 0; round < ROUNDS_A_SECOND; round += 1) {
        this.clock.advance(1_000 / ROUNDS_A_SECOND);
        await this.time.run();
      }
      if (this.seconds % CHECKPOINT_S === 0) await this.partitions.checkpoint();
    };
  }

  private async take(): Promise<void> {
    for (let partition = 0; partition < PARTITIONS; partition += 1)
      this.offsets.set(partition, await this.partitions.assigned(partition));
  }

  private batch(partition: number, size: FleetSize) {
    const events = reportingAssets(size)
      .filter((assetId) => partitionOf(assetId) === partition)
      .map((assetId, i) => ({
        ...{ id: '1b4e28ba-2fa1-8d2a-883f-0016d3cca427', subject: String(assetId), traceparent: null },
        ...{ occurredAt: new Date(this.clock.now()).toISOString(), account: accountOf(assetId) },
        ...{ offset: (this.offsets.get(partition) ?? 0) + i, event: this.position(assetId) },
      }));
    const nextOffset = (this.offsets.get(partition) ?? 0) + events.length;
    this.offsets.set(partition, nextOffset);
    const batch = { topic: topics.positionEnriched, partition, events, nextOffset, lag: 0 };
    return { ...batch, publish: () => Promise.resolve() };
  }

  private position(assetId: number): PositionEnriched {
    const at = new Date(this.clock.now()).toISOString();
    const location = aLocation({
      ...{ assetId, name: `Truck ${assetId}`, timestamp: at, receivedAt: at, seq: this.seconds },
      ...{ lng: 11.9 + (this.seconds % 600) * 0.000_2, speed: 50, accuracy: 5 },
    });
    return { deviceId: assetId, protocol: 'teltonika', valid: true, unstreamed: null, location };
  }

  private read(partition: number) {
    if (this.states.length === 0) return [];
    return assetsOfPartition(this.size, partition).map((assetId) => {
      const { id, key } = accountOf(assetId);
      const state = structuredClone(this.states[assetId % this.states.length]);
      return { asset_id: String(assetId), account_id: String(id), account_key: key, state };
    });
  }
}

class SimulatedRules extends RuleStore {
  account(id: number): Promise<AccountSource> {
    return Promise.resolve({
      rules: rulesOfAccount().map((rule) => ({ rule, assetIds: null, groupIds: [] })),
      fences: fencesOfAccount(),
      assets: assetsOfAccount(id).map((assetId) => ({ id: assetId, speedLimit: null })),
      groups: [],
    });
  }

  private readonly none = () => Promise.resolve(null);
  rule = this.none;
  maintenance = this.none;
  fence = this.none;
  asset = this.none;
  group = this.none;
}

/** Enrichment has read all that came. */
class HeardUntilNow extends HeardSpans {
  constructor(private readonly clock: FakeClock) {
    super();
  }

  tell(): Promise<void> {
    return Promise.resolve();
  }

  of(): Promise<ReadonlyMap<number, HeardSpan>> {
    const span = { since: NOON, until: this.clock.now() };
    return Promise.resolve(new Map(Array.from({ length: PARTITIONS }, (_, i) => [i, span])));
  }
}
