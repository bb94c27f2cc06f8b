import type { AccountScope, TrackerRecord } from '@yipii/domain';

/** A record that somebody else than its device hands in. */
export interface SubmittedRecord {
  /** By which the device is registered. */
  readonly uniqueId: string;
  readonly record: TrackerRecord;
}

export interface Submission {
  /** Of who hands it in: records of other devices and assets are refused. */
  readonly scope: AccountScope;
  readonly records: readonly SubmittedRecord[];
  readonly traceparent: string | null;
}

/**
 * What became of a record: `unknown_device`: there is none within the scope; `no_asset`: it was on no asset at that
 * time.
 */
export type SubmissionVerdict = 'stored' | 'unknown_device' | 'no_asset';

/** A phone's report as the API's host got it. */
export interface PhoneReport {
  readonly method: 'GET' | 'POST';
  /** Behind the `?`, still escaped. */
  readonly query: string;
  readonly authorization: string | null;
  readonly body: string;
  /** IP address of the phone. */
  readonly address: string;
}

export interface PhoneAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Hands positions that came over HTTPS to ingestion. */
export abstract class PositionIntake {
  /**
   * Returns a verdict for each record once all that are `stored` are durable.
   * @throws NotPublished if they may not be; records that are handed in again are known by their content
   */
  abstract submit(submission: Submission): Promise<readonly SubmissionVerdict[]>;

  /**
   * Returns the answer to a report in one of the forms of the OsmAnd port, once its records are durable.
   * @throws NotPublished as {@link submit}
   */
  abstract report(report: PhoneReport): Promise<PhoneAnswer>;
}

/** Of ingestion's private port, on which it takes them from the API. */
export const INTAKE_PATHS = { submit: '/positions', report: '/report' } as const;
