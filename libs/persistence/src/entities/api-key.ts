import { Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from './columns';
import { Credential } from './credential';

/** A secret that is a bearer credential by itself. */
@Entity({ name: 'api_key' })
export class ApiKey extends Credential {
  @PrimaryColumn({ ...bigintColumn, generated: 'identity' })
  id!: number;
}
