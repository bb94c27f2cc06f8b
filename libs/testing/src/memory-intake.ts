import {
  PositionIntake,
  type PhoneAnswer,
  type PhoneReport,
  type Submission,
  type SubmissionVerdict,
} from '@yipii/live';
import { NotPublished } from '@yipii/platform';

/** Ingestion for a test of the API: remembers what is handed in, and knows the devices that it is told of. */
export class MemoryIntake extends PositionIntake {
  readonly submissions: Submission[] = [];
  readonly reports: PhoneReport[] = [];
  /** By unique id; others are `stored`. */
  readonly verdicts = new Map<string, SubmissionVerdict>();
  isAway = false;

  submit(submission: Submission): Promise<SubmissionVerdict[]> {
    if (this.isAway) return Promise.reject(new NotPublished('the log is away'));
    this.submissions.push(submission);
    return Promise.resolve(submission.records.map(({ uniqueId }) => this.verdicts.get(uniqueId) ?? 'stored'));
  }

  report(report: PhoneReport): Promise<PhoneAnswer> {
    if (this.isAway) return Promise.reject(new NotPublished('the log is away'));
    this.reports.push(report);
    return Promise.resolve({ status: 200, contentType: 'text/plain', body: '' });
  }
}
