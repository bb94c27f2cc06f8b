import { insertAccount } from '@yipii/persistence';
import { ACCOUNT_KEY, ACCOUNT_KEY_RULE } from '../../account-key';
import { CommandFailed, type Command, type Given } from '../command';
import type { Installation } from '../installation';

const KEY_RULE = `must be ${ACCOUNT_KEY_RULE}`;
export const NAME = /^(?=.*\S).{1,100}$/u;
export const NAME_RULE = 'must be 1 to 100 characters';
export const SURE = { yes: { text: 'Do it: there is no way back.', required: true } } as const;

export interface KnownAccount {
  readonly id: number;
  readonly key: string;
}

/** The account that is named in the first place. @throws CommandFailed */
export async function accountOf({ pool }: Installation, given: Given): Promise<KnownAccount> {
  const key = given.text('account', ACCOUNT_KEY, KEY_RULE);
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM account WHERE key = $1', [key]);
  if (!rows[0]) throw new CommandFailed(`there is no account "${key}"`);
  return { id: Number(rows[0].id), key };
}

export const ACCOUNT_COMMANDS: readonly Command[] = [
  {
    name: 'account create',
    summary: 'Create an account, for example a company.',
    example: "acme --name 'Acme Ltd'",
    places: ['account'],
    options: { name: { text: 'Its name for people; default: the key.', value: 'NAME' } },
    async run({ unitOfWork }, given) {
      const key = given.text('account', ACCOUNT_KEY, KEY_RULE);
      const name = given.optional('name', NAME, NAME_RULE) ?? key;
      const id = await unitOfWork.run((tx) => insertAccount(tx, { key, name }));
      return [{ id, account: key, name }];
    },
  },
  {
    name: 'account list',
    summary: 'List the accounts, with their assets and devices counted.',
    example: '',
    async run({ pool }) {
      const { rows } = await pool.query<Record<'id' | 'key' | 'name' | 'assets' | 'devices', string>>(
        `SELECT id, key, name, (SELECT count(*) FROM asset WHERE account_id = account.id) AS assets,
           (SELECT count(*) FROM device WHERE account_id = account.id) AS devices
         FROM account ORDER BY key`,
      );
      return rows.map(({ id, key, name, assets, devices }) => ({
        id: Number(id),
        account: key,
        name,
        assets: Number(assets),
        devices: Number(devices),
      }));
    },
  },
];
