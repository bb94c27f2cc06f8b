import { Module } from '@nestjs/common';
import { PositionIntake } from '@yipii/live';
import { Lifecycle, ListeningPorts, provide } from '@yipii/platform';
import { IngestionModule } from '../ingestion.module';
import { IntakeConfig } from './intake.config';
import { IntakeListener } from './intake-listener';

/** Connects the API to ingestion if they are separate processes. */
@Module({
  imports: [IngestionModule],
  providers: [provide(IntakeListener, PositionIntake, IntakeConfig, ListeningPorts, Lifecycle)],
})
export class IntakeModule {}
