import { Column, Entity, Generated, PrimaryColumn } from 'typeorm';
import { bigintColumn } from './columns';
import { Credential } from './credential';

/** A program that may get access tokens for its account. */
@Entity({ name: 'oauth_client' })
export class OAuthClient extends Credential {
  /** Its id in the REST API. */
  @PrimaryColumn({ ...bigintColumn, name: 'number', generated: 'identity' })
  id!: number;

  /** Its `client_id` at the token endpoint. */
  @Column({ name: 'id', type: 'uuid' })
  @Generated('uuid')
  clientId!: string;
}
