import {
  INTAKE_PATHS,
  PositionIntake,
  type PhoneAnswer,
  type PhoneReport,
  type Submission,
  type SubmissionVerdict,
} from '@yipii/live';
import { NotPublished } from '@yipii/platform';

/** Longer than ingestion waits for the log. */
const TIMEOUT_MS = 15_000;

/** Ingestion's private port. */
export class HttpPositionIntake extends PositionIntake {
  /** @param url e.g. `http://ingestion:5056` */
  constructor(private readonly url: string) {
    super();
  }

  async submit(submission: Submission): Promise<readonly SubmissionVerdict[]> {
    const answer = await this.post(INTAKE_PATHS.submit, submission);
    return (answer as { readonly verdicts: readonly SubmissionVerdict[] }).verdicts;
  }

  async report(report: PhoneReport): Promise<PhoneAnswer> {
    return (await this.post(INTAKE_PATHS.report, report)) as PhoneAnswer;
  }

  private async post(path: string, body: object): Promise<unknown> {
    try {
      const response = await fetch(new URL(path, this.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) throw new Error(`ingestion answered with ${response.status}`);
      return await response.json();
    } catch (cause) {
      throw new NotPublished('ingestion did not confirm the positions', { cause });
    }
  }
}
