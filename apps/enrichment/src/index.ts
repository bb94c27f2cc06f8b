export * from './enrichment.config';
export * from './enrichment.module';
