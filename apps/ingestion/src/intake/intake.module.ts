import { Module } from '@nestjs/common';
import { PositionIntake } from '@yipii/live';
import { Lifecycle, ListeningPorts, provide } from '@yipii/platform';
import { IngestionModule } from '../ingestion.module';
import { IntakeConfig } from './intake.config';
import { IntakeListener } from './intake-listener';

/** The way from the API to ingestion where they are two processes. */
@Module({
  imports: [IngestionModule],
  providers: [provide(IntakeListener, PositionIntake, IntakeConfig, ListeningPorts, Lifecycle)],
})
export class IntakeModule {}
