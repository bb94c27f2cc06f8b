// Expected faults would fill the screen with warnings and stacks; TEST_LOGS=on shows what Nest's logger is told.
if (!process.env.TEST_LOGS) require('@nestjs/common/services/logger.service').Logger.overrideLogger(false);
