import type { KeptFor } from '@yipii/persistence';

/** What is kept of viewers for so many days only. */
export function keptFor(days: number): readonly KeptFor[] {
  const kept = `${days} days`;
  return [
    { table: 'tracking_session', since: 'least(expires_at, ended_at)', kept },
    { table: 'verification_code', since: 'expires_at', kept },
    { table: 'code_failure', since: 'failed_at', kept },
    { table: 'link_notice', since: 'done_at', kept },
    { table: 'link_mail', since: 'created_at', kept },
  ];
}
