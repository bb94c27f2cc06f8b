import type { Command } from '../command';
import { ACCOUNT_COMMANDS } from './accounts';
import { CREDENTIAL_COMMANDS } from './credentials';
import { DEAD_LETTER_COMMANDS } from './dead-letters';
import { ERASURE_COMMANDS } from './erasure';
import { ISSUER_COMMANDS } from './issuers';
import { REGISTRY_COMMANDS } from './registry';
import { SCHEMA_COMMANDS } from './schema';
import { TOPIC_COMMANDS } from './topics';
import { USER_COMMANDS } from './users';

/** Every command, in the order of the help. */
export const ADMIN_COMMANDS: readonly Command[] = [
  ...ACCOUNT_COMMANDS,
  ...REGISTRY_COMMANDS,
  ...USER_COMMANDS,
  ...CREDENTIAL_COMMANDS,
  ...ISSUER_COMMANDS,
  ...SCHEMA_COMMANDS,
  ...TOPIC_COMMANDS,
  ...DEAD_LETTER_COMMANDS,
  ...ERASURE_COMMANDS,
];
