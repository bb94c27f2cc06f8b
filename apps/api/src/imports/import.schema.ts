import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { BooleanField, IntegerField, ObjectField, OneOfField, TextField } from '@yipii/platform';
import { IMPORTABLE } from './importable';

const COUNT = { min: 0, max: Number.MAX_SAFE_INTEGER };
export const MAX_PROBLEMS = 1_000;

export class ImportQuery {
  @OneOfField(Object.keys(IMPORTABLE), { description: 'What the lines are.' })
  readonly resource!: keyof typeof IMPORTABLE;
  @BooleanField({ default: false, description: 'Report what would be done, and do nothing.' })
  readonly dry_run!: boolean;
}

class ImportProblem {
  @IntegerField({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    description: 'Of the file; of GeoJSON, the feature.',
  })
  readonly line!: number;
  @TextField({ nullable: true }) readonly external_id!: string | null;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } })
  readonly errors!: Readonly<Record<string, readonly string[]>>;
}

@ApiSchema({ name: 'ImportReport' })
export class ImportReportView {
  @OneOfField(Object.keys(IMPORTABLE)) readonly resource!: string;
  @BooleanField() readonly dry_run!: boolean;
  @IntegerField(COUNT) readonly created!: number;
  @IntegerField(COUNT) readonly updated!: number;
  @IntegerField(COUNT) readonly deleted!: number;
  @IntegerField({ ...COUNT, description: 'Lines that say what is there already.' })
  readonly unchanged!: number;
  @IntegerField({ ...COUNT, description: 'Lines of which nothing was written.' }) readonly failed!: number;
  @ObjectField(ImportProblem, {
    list: { max: MAX_PROBLEMS },
    description: 'What is wrong with each line that failed; the first 1,000.',
  })
  readonly problems!: readonly ImportProblem[];
}
