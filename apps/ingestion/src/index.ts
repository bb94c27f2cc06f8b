export * from './intake/intake.config';
export * from './ingestion.config';
export * from './ingestion.module';
export * from './ingestion';
