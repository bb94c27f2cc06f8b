import { randomBytes } from 'node:crypto';
import { versionId, type Principal } from '@yipii/domain';
import {
  hashSecret,
  once,
  type AccountTransaction,
  type ApiKey,
  type OAuthClient,
  type UnitOfWork,
} from '@yipii/persistence';
import type { Clock, WriteRequest } from '@yipii/platform';
import type { Fields } from '../registry/resource';
import { ResourceWriter } from '../registry/resource-writer';
import { demandWithin, revoke } from './change-credential';
import type { CredentialResource } from './credential.resource';
import type { ApiKeyView } from './credential.schema';

const SECRET_BYTES = 32;

export type WithSecret<View> = View & { readonly secret: string };

/** Creates credentials and gives them new secrets, which are shown once and stored as SHA-256. */
export class CredentialSecrets {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  create<View extends ApiKeyView>(
    resource: CredentialResource<View>,
    request: WriteRequest,
    input: object,
  ): Promise<WithSecret<View>> {
    const secret = newSecret(resource);
    return this.unitOfWork.inAccount(request.principal.scope, (tx) =>
      onceWithSecret(tx, request, async () => {
        const writer = new ResourceWriter<View>(resource, tx, request);
        const created = await writer.create(input, { secretHash: hashSecret(secret) });
        return Object.assign(created, { secret });
      }),
    );
  }

  /** The present secret stays valid for the overlap. */
  rotate<View extends ApiKeyView>(
    resource: CredentialResource<View>,
    request: WriteRequest,
    { id, overlapSeconds }: { readonly id: number; readonly overlapSeconds: number },
  ): Promise<WithSecret<View>> {
    const secret = newSecret(resource);
    return this.unitOfWork.inAccount(request.principal.scope, (tx) =>
      onceWithSecret(tx, request, async () => {
        const writer = new ResourceWriter<View>(resource, tx, request);
        const rotated = await writer.set(id, 'rotated', async (row) => {
          const credential = row as ApiKey | OAuthClient;
          return {
            ...(await this.rotation(tx, request.principal, { resource, credential, overlapSeconds })),
            secretHash: hashSecret(secret),
          };
        });
        return Object.assign(rotated, { secret });
      }),
    );
  }

  private async rotation(
    tx: AccountTransaction,
    caller: Principal,
    { resource, credential, overlapSeconds }: Rotation,
  ): Promise<Fields> {
    demandWithin(caller, credential);
    const { previousSecretExpiresAt, secretHash, version } = credential;
    const cutsShort =
      previousSecretExpiresAt !== null && previousSecretExpiresAt.getTime() > this.clock.now();
    const endsNow = overlapSeconds === 0;
    // What the secret that ends has opened is not told apart from what the other one has.
    const isRevoked = endsNow || cutsShort;
    if (isRevoked) await revoke(tx, resource.revokedKind, versionId(resource.revokedId(credential), version));
    return {
      version: isRevoked ? version + 1 : version,
      previousSecretHash: endsNow ? null : secretHash,
      previousSecretExpiresAt: endsNow ? null : new Date(this.clock.now() + overlapSeconds * 1_000),
    };
  }
}

interface Rotation {
  readonly resource: Pick<CredentialResource, 'revokedKind' | 'revokedId'>;
  readonly credential: ApiKey | OAuthClient;
  readonly overlapSeconds: number;
}

/** A repeated request is refused: the answer is not kept. */
function onceWithSecret<T>(
  tx: AccountTransaction,
  { repeatable }: WriteRequest,
  work: () => Promise<T>,
): Promise<T> {
  return once(tx, repeatable, work, { keep: false });
}

function newSecret({ secretPrefix }: { readonly secretPrefix: string }): string {
  return secretPrefix + randomBytes(SECRET_BYTES).toString('base64url');
}
