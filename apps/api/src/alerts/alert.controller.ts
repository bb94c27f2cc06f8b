import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { credentialOf, type Principal } from '@yipii/domain';
import { AlertRepository, once, recordAudit, UnitOfWork, type AccountTransaction } from '@yipii/persistence';
import {
  Caller,
  dataOf,
  Describe,
  FromBody,
  FromQuery,
  Needs,
  PathUuid,
  seriesOf,
  Write,
  type WriteRequest,
} from '@yipii/platform';
import type { AlertData } from '@yipii/protocol';
import { Refusal } from '../errors';
import { pageIn, toSeries, type Series } from '../series';
import { nameOfCaller } from './name-of-caller';
import { AcknowledgementInput, AlertQuery, AlertView } from './alert.schema';

const ABOUT = { tag: 'alert', answer: 'The alert', answers: dataOf(AlertView) };

@Controller('api/:account_key/alert')
export class AlertController {
  private readonly alerts = new AlertRepository();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Get()
  @Needs('alerts:read')
  @Describe({
    ...{ id: 'listAlerts', summary: 'Alerts, newest first', tag: 'alert', answer: 'A page' },
    answers: seriesOf(AlertView, 'AlertSeries'),
  })
  async list(@Caller() { scope }: Principal, @FromQuery() query: AlertQuery): Promise<Series<AlertView>> {
    const { asset_id: assetId, group_id: groupId, rule_id: ruleId } = query;
    const { category, type, severity, state, acknowledged } = query;
    const wanted = { assetId, groupId, ruleId, category, type, severity, state, acknowledged };
    const page = await this.unitOfWork.read(scope, (sql) =>
      this.alerts.page(sql, { ...pageIn(query), ...wanted }),
    );
    return toSeries(page, (alert) => alert);
  }

  @Get(':uuid')
  @Needs('alerts:read')
  @Describe({ ...ABOUT, id: 'getAlert', summary: 'One alert' })
  async get(@Caller() { scope }: Principal, @PathUuid('uuid') id: string): Promise<{ data: AlertView }> {
    const alert = await this.unitOfWork.read(scope, (sql) => this.alerts.find(sql, id));
    if (!alert) throw noSuchAlert();
    return { data: alert };
  }

  @Post(':uuid/acknowledge')
  @HttpCode(200)
  @Needs('alerts:write')
  @Describe({
    ...ABOUT,
    id: 'acknowledgeAlert',
    summary: 'Acknowledge an alert: somebody takes care of it. Everybody else learns of it within a second',
  })
  async acknowledge(
    @Write() request: WriteRequest,
    @PathUuid('uuid') id: string,
    @FromBody() { note = null }: AcknowledgementInput,
  ): Promise<{ data: AlertView }> {
    const data = await this.unitOfWork.inAccount(request.principal.scope, (tx) =>
      once(tx, request.repeatable, () => this.take(tx, request.principal, id, note)),
    );
    return { data };
  }

  /** One that is acknowledged stays as it is. */
  private async take(
    tx: AccountTransaction,
    principal: Principal,
    id: string,
    note: string | null,
  ): Promise<AlertData> {
    const alert = await this.alerts.find(tx, id);
    if (!alert) throw noSuchAlert();
    if (alert.acknowledgedAt !== null) return alert;
    const by = await nameOfCaller(tx, principal);
    const at = await this.alerts.acknowledge(tx, id, by, note);
    const changes = { note: { before: null, after: note } };
    await recordAudit(tx, credentialOf(principal), { action: 'acknowledged', kind: 'alert', id, changes });
    return { ...alert, acknowledgedAt: at.toISOString(), acknowledgedBy: by, acknowledgementNote: note };
  }
}

function noSuchAlert(): Refusal {
  return new Refusal('NOT_FOUND', 'There is no such alert.');
}
