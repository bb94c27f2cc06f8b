import { Injectable, NotFoundException, type CanActivate } from '@nestjs/common';
import { StandaloneConfig } from '../standalone.config';

/** Without the demo there is nothing at its paths. */
@Injectable()
export class DemoIsOn implements CanActivate {
  constructor(private readonly config: StandaloneConfig) {}

  /** @throws NotFoundException */
  canActivate(): true {
    if (!this.config.demo) throw new NotFoundException();
    return true;
  }
}
