import { distrustIssuer, trustIssuer } from '@yipii/persistence';
import { CommandFailed, type Command } from '../command';
import { accountOf } from './accounts';

const ISSUER = /^https?:\/\/\S{1,2000}$/;
const VALUE = /^.{1,1000}$/u;

export const ISSUER_COMMANDS: readonly Command[] = [
  {
    name: 'issuer add',
    summary: 'Let an account claim with this value stand for the account.',
    example: 'acme https://id.example.com tenant-7',
    places: ['account', 'issuer', 'value'],
    async run(installation, given) {
      const account = await accountOf(installation, given);
      const issuer = given.text('issuer', ISSUER, 'must be the URL that OIDC_ISSUER names');
      const value = given.text('value', VALUE, 'must be 1 to 1000 characters');
      const id = await installation.unitOfWork.run((tx) => trustIssuer(tx, account.id, { issuer, value }));
      return [{ id, account: account.key, issuer, value }];
    },
  },
  {
    name: 'issuer list',
    summary: 'List which values stand for which accounts.',
    example: '',
    async run({ pool }) {
      const { rows } = await pool.query<{ id: string; account: string; issuer: string; value: string }>(
        `SELECT t.id, a.key AS account, t.issuer, t.value FROM trusted_issuer t JOIN account a ON a.id = t.account_id
         ORDER BY t.issuer, t.value`,
      );
      return rows.map((row) => ({ ...row, id: Number(row.id) }));
    },
  },
  {
    name: 'issuer remove',
    summary: 'Take that back; its tokens and their sockets end.',
    example: 'acme 3',
    places: ['account', 'id'],
    async run(installation, given) {
      const account = await accountOf(installation, given);
      const id = given.id('id');
      const { rowCount } = await installation.pool.query(
        'SELECT FROM trusted_issuer WHERE account_id = $1 AND id = $2',
        [account.id, id],
      );
      if (rowCount === 0) throw new CommandFailed(`${account.key} has no issuer ${id}`);
      await installation.unitOfWork.run((tx) => distrustIssuer(tx, id));
      return 'removed';
    },
  },
];
