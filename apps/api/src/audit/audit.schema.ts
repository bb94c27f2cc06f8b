import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IdField, SeriesQuery, TextField, TimeField } from '@yipii/platform';

@ApiSchema({ name: 'AuditEntry' })
export class AuditEntryView {
  @IdField() readonly id!: number;
  @TimeField() readonly at!: string;
  @TextField({ description: 'Kind of the credential, e.g. client, api_key or user.' })
  readonly actor_kind!: string;
  @TextField() readonly actor_id!: string;
  @TextField({ description: 'e.g. created, updated, deleted, refused.' }) readonly action!: string;
  @TextField({ description: 'What was changed, e.g. asset.' }) readonly kind!: string;
  @TextField({ nullable: true }) readonly subject_id!: string | null;
  @ApiProperty({
    type: 'object',
    description: 'The changed fields; secrets are never among them.',
    additionalProperties: {
      type: 'object',
      properties: { before: {}, after: {} },
      required: ['before', 'after'],
    },
  })
  readonly changes!: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

export class AuditQuery extends SeriesQuery {
  @TextField({ optional: true, max: 100, description: 'Only what was done to things of this kind.' })
  readonly kind?: string;
  @TextField({ optional: true, max: 100, description: 'Only what was done to the thing with this id.' })
  readonly subject_id?: string;
}
