import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, IntegerField } from '@yipii/platform';

@ApiSchema({ name: 'LinkNotice' })
export class NoticeView {
  @IntegerField({
    ...{ min: 5, max: 60, nullable: true, optional: true, example: 10 },
    description: 'A mail when the vehicle is so many minutes away; null: none.',
  })
  readonly arriving_minutes?: number | null;
  @BooleanField({ default: false, optional: true, description: 'A mail when the link ends.' })
  readonly ended!: boolean;
}
