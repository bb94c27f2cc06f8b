import type { Status } from '@yipii/domain';
import { SeedAccount, WorkerUnitOfWork, type SeededAccount } from '@yipii/persistence';
import {
  Health,
  Lifecycle,
  openPool,
  Outbox,
  PartitionCheckpoints,
  PostgresHeardSpans,
  TemporalTimeZones,
  WorkerDatabase,
  type Batch,
  Listening,
} from '@yipii/platform';
import {
  topics,
  type AlertTriggered,
  type Envelope,
  type PositionEnriched,
  type RegistryChanged,
} from '@yipii/protocol';
import { aLocation, createMigratedDatabase, FakeClock, NOON, type TestDatabase } from '@yipii/testing';
import { AcknowledgeAlerts } from './alerts/acknowledge-alerts';
import { AlertPartitions } from './alerts/alert-partitions';
import { PostgresAlertStates } from './alerts/alert-states.postgres';
import { EvaluatePositions } from './alerts/evaluate-positions';
import { FollowTime } from './alerts/follow-time';
import { Hearing } from './alerts/hearing';
import { RuleBook } from './rules/rule-book';
import { PostgresRuleStore } from './rules/rule-store.postgres';

/** Where the assets are, some seconds after noon. */
export interface Moment {
  readonly second: number;
  readonly assetId?: number;
  readonly odometerKm?: number;
  readonly lat?: number;
  readonly lng?: number;
  readonly speed?: number;
  readonly status?: Status;
  readonly attributes?: PositionEnriched['location']['attributes'];
}

/** A process that owns the one partition there is. */
export interface Owner {
  readonly evaluate: (moments: readonly Moment[], firstOffset: number) => Promise<void>;
  /** As timers do for a second: what enrichment tells counts by then. */
  readonly passTime: () => Promise<void>;
  readonly enrichment: EnrichmentInput;
  readonly acknowledge: () => Promise<void>;
  /** Tells it of a change of the registry. */
  readonly hear: (kind: RegistryChanged['kind'], id: number) => Promise<void>;
  readonly clock: FakeClock;
  readonly offset: number;
}

/** A partition of the input of enrichment, of which it tells how far it has come. */
export interface EnrichmentInput {
  /** Whether enrichment runs and reads. */
  isRead: boolean;
  /** Another process takes it over. */
  readonly restart: () => Promise<void>;
  readonly tell: () => Promise<void>;
}

/** Alerting over a real PostgreSQL, in the role of the service. */
export class AlertingUnderTest {
  private constructor(
    private readonly database: TestDatabase,
    /** Over everything. */
    readonly worker: WorkerDatabase,
    private readonly alerting: WorkerDatabase,
    readonly account: SeededAccount,
  ) {}

  static async start(assets = 2): Promise<AlertingUnderTest> {
    const database = await createMigratedDatabase();
    const worker = new WorkerDatabase(openPool(database.url, 'yipii_worker', 4));
    const alerting = new WorkerDatabase(openPool(database.url, 'yipii_alerting', 6));
    const trucks = Array.from({ length: assets }, (_, i) => ({
      name: `Truck ${i}`,
      uniqueId: `3500000000000${i}`,
    }));
    const seed = new SeedAccount(new WorkerUnitOfWork(worker));
    return new AlertingUnderTest(
      database,
      worker,
      alerting,
      await seed.run({ key: 'acme', name: 'Acme', assets: trucks }),
    );
  }

  async stop(): Promise<void> {
    await Promise.all([this.worker.pool.end(), this.alerting.pool.end()]);
    await this.database.drop();
  }

  async clear(): Promise<void> {
    await this.worker.pool.query(
      'DELETE FROM alert; DELETE FROM alert_state; DELETE FROM checkpoint; DELETE FROM outbox; DELETE FROM event; DELETE FROM alert_rule; DELETE FROM geofence; DELETE FROM maintenance',
    );
  }

  assetId(index = 0): number {
    return this.account.assets[index]?.assetId ?? 0;
  }

  /** Returns its id. It is in force from noon on. */
  async rule(
    type: string,
    parameters: object,
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<number> {
    const columns = { applies_to: 'all', cooldown_seconds: 0, since: new Date(NOON - 1000), ...fields };
    return this.insert('alert_rule', { name: type, type, severity: 'warning', parameters, ...columns });
  }

  /** A circle around 57.7° N, 11.97° E. Returns its id. */
  fence(radius = 100): Promise<number> {
    const geometry = { type: 'Point', coordinates: [11.97, 57.7] };
    return this.insert('geofence', {
      name: 'Depot',
      geometry,
      radius_m: radius,
      since: new Date(NOON - 1000),
    });
  }

  async insert(table: string, fields: Readonly<Record<string, unknown>>): Promise<number> {
    const all = { account_id: this.account.accountId, ...fields };
    const names = Object.keys(all);
    const { rows } = await this.worker.pool.query<{ id: string }>(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')}) RETURNING id`,
      Object.values(all),
    );
    return Number(rows[0]?.id);
  }

  async owner({ partition = 0, clock = new FakeClock(NOON) } = {}): Promise<Owner> {
    const outbox = new Outbox();
    const zones = new TemporalTimeZones();
    const partitions = new AlertPartitions(new PostgresAlertStates(this.alerting, outbox, clock), clock);
    const book = new RuleBook(new PostgresRuleStore(this.alerting));
    const enrichment = await this.enrichment(partition, clock);
    const spans = new PostgresHeardSpans(this.alerting);
    const hearing = new Hearing(new Listening(new Health(), clock), spans, clock);
    const positions = new EvaluatePositions(partitions, book, hearing, zones);
    const time = new FollowTime(partitions, book, hearing, zones, clock);
    const acknowledge = new AcknowledgeAlerts(this.alerting, outbox, clock, new Lifecycle());
    const offset = await partitions.assigned(partition);
    return {
      ...{ clock, offset, enrichment },
      evaluate: (moments, firstOffset) => positions.run(this.batch(moments, firstOffset, partition)),
      passTime: async () => {
        await enrichment.tell();
        await time.run();
        clock.advance(1_000);
        await enrichment.tell();
        await time.run();
      },
      acknowledge: () => acknowledge.run(),
      hear: (kind, id) => book.changed(this.envelope({ kind, id, version: 1 }, `${kind}:${id}`)),
    };
  }

  private async enrichment(partition: number, clock: FakeClock): Promise<EnrichmentInput> {
    const place = { group: 'enrichment', topic: topics.positionReceived.name, partition };
    const spans = new PostgresHeardSpans(this.worker);
    const take = async () => ({
      claim: (await new PartitionCheckpoints(this.worker.pool).take(place)).claim,
      since: clock.now(),
    });
    let owner = await take();
    const input = {
      isRead: true,
      restart: async () => {
        owner = await take();
        input.isRead = true;
      },
      tell: async () => {
        if (input.isRead) await spans.tell([{ ...owner, until: clock.now() }]);
      },
    };
    return input;
  }

  /** The events in the outbox, in their order. */
  async told(): Promise<AlertTriggered[]> {
    const { rows } = await this.worker.pool.query<{ payload: Envelope<AlertTriggered> }>(
      `SELECT payload FROM outbox WHERE topic = 'alert.triggered.v1' ORDER BY id`,
    );
    return rows.map(({ payload }) => payload.event);
  }

  async toldTypes(): Promise<string[]> {
    return (await this.told()).map(({ type, data }) => `${type} ${data.type}`);
  }

  private batch(moments: readonly Moment[], firstOffset: number, partition: number): Batch<PositionEnriched> {
    const events = moments.map((moment, index) => ({
      ...this.envelope(enriched({ assetId: this.assetId(), ...moment }), String(moment.assetId)),
      offset: firstOffset + index,
    }));
    const nextOffset = firstOffset + moments.length;
    return {
      ...{ topic: topics.positionEnriched, partition, events, nextOffset, lag: 0 },
      publish: () => Promise.resolve(),
    };
  }

  private envelope<Event>(event: Event, subject: string): Envelope<Event> {
    return {
      ...{ id: '1b4e28ba-2fa1-8d2a-883f-0016d3cca427', occurredAt: new Date(NOON).toISOString(), subject },
      ...{ account: { id: this.account.accountId, key: 'acme' }, traceparent: null, event },
    };
  }
}

function enriched({ second, attributes = {}, ...fields }: Moment): PositionEnriched {
  const at = new Date(NOON + second * 1000).toISOString();
  const location = aLocation({ timestamp: at, receivedAt: at, seq: second, attributes, ...fields });
  return { deviceId: 7, protocol: 'teltonika', valid: true, unstreamed: null, location };
}
