import { InvalidEnvironment } from '../config/load-configs';
import { PortTaken } from './ops-server';
import { StartRefused } from './start-refused';

/** PostgreSQL's insufficient_privilege. */
const NO_PRIVILEGE = '42501';

/** What the operator reads of an error that ended a start and that settings can mend, or null. */
export function refusalOf(error: unknown): string | null {
  const isExpected = [InvalidEnvironment, PortTaken, StartRefused].some((type) => error instanceof type);
  if (isExpected) return (error as Error).message;
  const { code, message } = Object(error) as Partial<NodeJS.ErrnoException>;
  return code === NO_PRIVILEGE
    ? `The user in DATABASE_URL (or in another database URL of this service) lacks a right: ${message}. docs/operations.md lists the role of each service`
    : null;
}
