import { Controller, Get } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import { AuditLogRepository, UnitOfWork, type AuditRecord } from '@yipii/persistence';
import { Caller, Describe, FromQuery, Needs, seriesOf } from '@yipii/platform';
import { demandWholeAccount } from '../errors';
import { pageIn, toSeries, type Series } from '../series';
import { AuditEntryView, AuditQuery } from './audit.schema';

@Controller('api/:account_key/audit-log')
export class AuditLogController {
  private readonly log = new AuditLogRepository();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Get()
  @Needs('users:write')
  @Describe({
    id: 'listAuditLog',
    summary: 'Who has changed what in the account, newest first',
    tag: 'audit-log',
    answer: 'A page',
    answers: seriesOf(AuditEntryView, 'AuditSeries'),
  })
  async list(
    @Caller() { scope }: Principal,
    @FromQuery() query: AuditQuery,
  ): Promise<Series<AuditEntryView>> {
    demandWholeAccount(scope);
    const { kind, subject_id: subjectId } = query;
    const wanted = { ...pageIn(query), kind, subjectId };
    return toSeries(await this.unitOfWork.read(scope, (sql) => this.log.page(sql, wanted)), entryView);
  }
}

function entryView({ at, actor, subjectId, ...entry }: AuditRecord): AuditEntryView {
  return {
    ...entry,
    at: at.toISOString(),
    actor_kind: actor.kind,
    actor_id: actor.id,
    subject_id: subjectId,
  };
}
