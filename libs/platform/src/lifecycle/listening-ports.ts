import { Logger } from '@nestjs/common';

/** The ports that this process listens on, by name; port 0 in the configuration means any free one. */
export class ListeningPorts {
  private readonly log = new Logger('ports');
  private readonly ports = new Map<string, number>();

  opened(name: string, port: number): void {
    this.ports.set(name, port);
    this.log.log({ msg: 'listening', name, port });
  }

  get(name: string): number | undefined {
    return this.ports.get(name);
  }
}
