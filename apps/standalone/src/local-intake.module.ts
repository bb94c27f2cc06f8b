import { Global, Module } from '@nestjs/common';
import { IngestionModule } from '@yipii/ingestion';

/** The API hands positions that came over HTTPS to ingestion in the same process. */
@Global()
@Module({ imports: [IngestionModule], exports: [IngestionModule] })
export class LocalIntakeModule {}
