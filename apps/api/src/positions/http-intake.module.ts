import { Global, Module } from '@nestjs/common';
import { PositionIntake } from '@yipii/live';
import { IntakeClientConfig } from './intake.config';
import { HttpPositionIntake } from './position-intake.http';

/** Positions that came over HTTPS go to ingestion, in another process. */
@Global()
@Module({
  providers: [
    {
      provide: PositionIntake,
      inject: [IntakeClientConfig],
      useFactory: ({ url }: IntakeClientConfig) => new HttpPositionIntake(url),
    },
  ],
  exports: [PositionIntake],
})
export class HttpIntakeModule {}
