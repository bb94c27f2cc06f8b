import { rateLimitsContract } from './rate-limits.contract';
import { FlexibleRateLimits } from './rate-limits.flexible';

describe('rate limits of one process', () => {
  const limits = new FlexibleRateLimits('a secret of the tests');
  rateLimitsContract(() => limits);
});
