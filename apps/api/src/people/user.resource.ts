import { AccountUser, Invitation, Users, UserSessions, type AccountTransaction } from '@yipii/persistence';
import { InvalidFields } from '@yipii/platform';
import { ListQuery, RegistryQuery, type Resource } from '../registry/resource';
import { InvitationInput, InvitationView, UserInput, UserView } from './user.schema';

const users = new Users();
const sessions = new UserSessions();

/** What a change of a user does to its sessions: nothing, it renews their rights, or it ends them. */
export type SessionEffect = 'none' | 'renew' | 'end';

/** Users are made by invitations. */
export function userResource(effect: SessionEffect = 'none'): Resource<UserView> {
  return {
    path: 'user',
    kind: 'user',
    entity: AccountUser,
    view: UserView,
    input: UserInput,
    query: RegistryQuery,
    ofWholeAccount: true,
    columns: ({ group_ids: groupIds }) => ({ isLimited: (groupIds ?? null) !== null }),
    related: (tx, ids) => users.groupsOf(tx, ids),
    relate: async (tx, id, { role, group_ids: groupIds }) => {
      await limit(tx, id, { role, groupIds: (groupIds ?? null) as readonly number[] | null });
      if (effect === 'renew') await sessions.rightsChanged(tx, id);
      if (effect === 'end') await sessions.end(tx, id);
    },
    release: (tx, id) => users.revoke(tx, id),
  };
}

export const invitations: Resource<InvitationView> = {
  path: 'invitation',
  kind: 'invitation',
  entity: Invitation,
  view: InvitationView,
  input: InvitationInput,
  query: ListQuery,
  ofWholeAccount: true,
};

/** @throws InvalidFields */
export function demandLimitable(role: unknown, groupIds: readonly number[] | null): void {
  if (role === 'owner' && groupIds !== null)
    throw new InvalidFields({ group_ids: ['An owner sees all assets.'] });
}

export function unknownGroups(ids: readonly number[]): InvalidFields {
  return new InvalidFields({ group_ids: [`There is no asset group ${ids.join(', ')}.`] });
}

async function limit(
  tx: AccountTransaction,
  id: number,
  { role, groupIds }: { readonly role: unknown; readonly groupIds: readonly number[] | null },
): Promise<void> {
  demandLimitable(role, groupIds);
  const unknown = await users.limitTo(tx, id, groupIds ?? []);
  if (unknown.length > 0) throw unknownGroups(unknown);
}
