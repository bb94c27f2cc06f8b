import { DomainError } from '@yipii/platform';
import { FollowProgress } from './link-progress.ports';
import { EmailVerification } from './verify-email.ports';

/** Stands in where nothing is mailed. */
export class NoEmailModes extends EmailVerification {
  verify(): Promise<never> {
    return Promise.reject(new DomainError('UNAVAILABLE', 'Addresses can not be verified here.'));
  }

  unlock(): Promise<void> {
    return Promise.resolve();
  }
}

/** Stands in where links have no arrival. */
export class NoProgress extends FollowProgress {
  observe(): Promise<null> {
    return Promise.resolve(null);
  }

  due(): Promise<null> {
    return Promise.resolve(null);
  }
}
