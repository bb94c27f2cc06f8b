import { LinkNotices, TrackingSessions, type WantedNotice, type WorkerUnitOfWork } from '@yipii/persistence';
import { DomainError } from '@yipii/platform';
import type { LinkViewer } from '../sessions/viewer-sessions';

const SETTLE = `INSERT INTO link_task (account_id, link_uuid, kind) VALUES ($1, $2, 'changed')`;

/** What viewers with an address that was verified by a code want to be told by mail. */
export class KeepNotice {
  private readonly notices = new LinkNotices();
  private readonly sessions = new TrackingSessions();

  constructor(private readonly unitOfWork: WorkerUnitOfWork) {}

  /** The link is settled afterwards: the vehicle may be near already. @throws DomainError FORBIDDEN */
  put({ link, session }: LinkViewer, wanted: WantedNotice): Promise<void> {
    const { accountId, uuid: linkUuid, generation } = link;
    return this.unitOfWork.run(async (tx) => {
      const email = await this.sessions.verifiedAddressOf(tx, session.handle);
      if (email === null)
        throw new DomainError('FORBIDDEN', 'This needs an address that was verified by a code.');
      await this.notices.put(tx, { accountId, linkUuid, generation, email }, wanted);
      await tx.query(SETTLE, [accountId, linkUuid]);
    });
  }

  /** Does nothing where there is none. */
  remove({ link, session }: LinkViewer): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      const email = await this.sessions.verifiedAddressOf(tx, session.handle);
      if (email !== null) await this.notices.remove(tx, link.uuid, email);
    });
  }

  /** By whoever has got a mail; the answer never tells whether there was one. */
  unsubscribe(id: string): Promise<void> {
    return this.unitOfWork.run((tx) => this.notices.removeById(tx, id));
  }
}
