export * from './enrichment.config';
export * from './enrichment.module';
export * from './enrichment';
