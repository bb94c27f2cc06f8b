export * from './ingestion.config';
export * from './ingestion.module';
