import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { Principal } from '@yipii/domain';
import { Caller, dataOf, Describe, DomainError, FromQuery, InvalidFields, Needs } from '@yipii/platform';
import type { Request } from 'express';
import { demandWholeAccount } from '../errors';
import type { Resource } from '../registry/resource';
import { Imports } from './import.ports';
import { ImportQuery, ImportReportView } from './import.schema';
import { IMPORTABLE } from './importable';
import { csvLines, geoJsonLines, type ImportLine } from './read-lines';
import { receiveFile } from './receive-file';

const CSV = 'text/csv';
const GEOJSON = 'application/geo+json';
/** GeoJSON is read as a whole. */
const MAX_BYTES = { [CSV]: 64 * 1024 * 1024, [GEOJSON]: 16 * 1024 * 1024 };

@Controller('api/:account_key/import')
export class ImportController {
  constructor(private readonly imports: Imports) {}

  @Post()
  @HttpCode(200)
  @Needs('fleet:write')
  @ApiConsumes(CSV, GEOJSON)
  @ApiBody({ schema: { type: 'string' } })
  @Describe({
    id: 'import',
    summary: 'Create, change and delete many by their ids in your own systems, from CSV or GeoJSON',
    tag: 'import',
    answer: 'What was done, and what is wrong with each line that failed',
    answers: dataOf(ImportReportView),
  })
  async import(
    @Caller() principal: Principal,
    @FromQuery() { resource: name, dry_run: dryRun }: ImportQuery,
    @Req() request: Request,
  ): Promise<{ data: ImportReportView }> {
    demandWholeAccount(principal.scope);
    const resource: Resource = IMPORTABLE[name];
    const type = request.is(CSV) ? CSV : request.is(GEOJSON) ? GEOJSON : null;
    if (type === null) throw new DomainError('UNSUPPORTED_MEDIA_TYPE', `Send ${CSV} or ${GEOJSON}.`);
    if (type === GEOJSON && name !== 'geofence') {
      throw new InvalidFields({ resource: ['Only geofences can be imported from GeoJSON.'] });
    }
    const read: (file: string, of: Resource) => AsyncIterable<ImportLine> =
      type === CSV ? csvLines : geoJsonLines;
    return receiveFile(request, MAX_BYTES[type], async (file) => {
      const result = await this.imports.run(resource, read(file, resource), { principal, dryRun });
      return { data: { resource: name, dry_run: dryRun, ...result } };
    });
  }
}
