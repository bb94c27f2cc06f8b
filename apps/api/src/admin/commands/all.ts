import type { Command } from '../command';
import { ACCOUNT_COMMANDS } from './accounts';
import { CREDENTIAL_COMMANDS } from './credentials';
import { ERASURE_COMMANDS } from './erasure';
import { REGISTRY_COMMANDS } from './registry';
import { SCHEMA_COMMANDS } from './schema';

/** Every command, in the order of the help. */
export const ADMIN_COMMANDS: readonly Command[] = [
  ...ACCOUNT_COMMANDS,
  ...REGISTRY_COMMANDS,
  ...CREDENTIAL_COMMANDS,
  ...SCHEMA_COMMANDS,
  ...ERASURE_COMMANDS,
];
