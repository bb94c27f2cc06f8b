import { randomBytes } from 'node:crypto';
import { once, type UnitOfWork, type WebhookRow } from '@yipii/persistence';
import { webhookPurpose, type Clock, type SealedTexts, type WriteRequest } from '@yipii/platform';
import { ResourceWriter } from '../registry/resource-writer';
import { webhooks } from './webhook.resource';
import type { WebhookInput, WebhookView, WebhookWithSecret } from './webhook.schema';

/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

/** Creates webhooks and gives them new secrets, which are shown once and stored encrypted. */
export class WebhookSecrets {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly texts: SealedTexts,
    private readonly clock: Clock,
  ) {}

  create(request: WriteRequest, input: WebhookInput): Promise<WebhookWithSecret> {
    return this.write(request, (writer, sealed) => writer.create(input, { secret: sealed }));
  }

  /** Requests are signed with the present secret as well for the overlap. */
  rotate(request: WriteRequest, id: number, overlapSeconds: number): Promise<WebhookWithSecret> {
    const until = new Date(this.clock.now() + overlapSeconds * 1_000);
    return this.write(request, (writer, sealed) =>
      writer.set(id, 'rotated', (row) =>
        Promise.resolve({
          secret: sealed,
          previousSecret: overlapSeconds === 0 ? null : (row as WebhookRow).secret,
          previousSecretExpiresAt: overlapSeconds === 0 ? null : until,
        }),
      ),
    );
  }

  /** A repeated request is refused: the answer is not kept. */
  private write(
    request: WriteRequest,
    work: (writer: ResourceWriter<WebhookView>, sealed: Buffer) => Promise<WebhookView>,
  ): Promise<WebhookWithSecret> {
    const { scope } = request.principal;
    const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
    const sealed = this.texts.seal(secret, webhookPurpose(scope.accountId));
    return this.unitOfWork.inAccount(scope, (tx) =>
      once(
        tx,
        request.repeatable,
        async () => {
          const view = await work(new ResourceWriter(webhooks, tx, request), sealed);
          return Object.assign(view, { secret });
        },
        { keep: false },
      ),
    );
  }
}
