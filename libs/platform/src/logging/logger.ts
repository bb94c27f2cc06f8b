/** Structured logging: constant `msg`, data in fields. Exported here so that use cases need not know the framework. */
export { Logger } from '@nestjs/common';
