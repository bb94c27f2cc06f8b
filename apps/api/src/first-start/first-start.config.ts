import { mailAddressOf, TextSetting } from '@yipii/platform';
import { ValidateBy } from 'class-validator';
import { API_KEY } from '../access/api-keys';
import { ACCOUNT_KEY, ACCOUNT_KEY_RULE } from '../account-key';
import { MIN_PASSWORD } from '../people/demand-password';

/** What the first start of an installation creates; with an account that exists nothing is done. */
export class FirstStartConfig {
  @TextSetting({
    env: 'SETUP_ACCOUNT',
    description:
      'Key of an account that is created at start with the owner and the API key below, unless it exists. What exists is never changed: leave these settings out once they have done their work.',
    default: '',
    form: { pattern: ACCOUNT_KEY, words: ACCOUNT_KEY_RULE },
  })
  readonly account?: string;

  @TextSetting({
    env: 'SETUP_ACCOUNT_NAME',
    description: 'Name of that account for people. Default: its key.',
    default: '',
    form: { pattern: /^(?=.*\S)[^\p{Cc}]{1,100}$/u, words: '1 to 100 characters' },
  })
  readonly accountName?: string;

  @ValidateBy({
    name: 'isMailAddress',
    validator: {
      validate: (text) => mailAddressOf(String(text)) !== null,
      defaultMessage: () => '$property must be a mail address',
    },
  })
  @TextSetting({
    env: 'SETUP_OWNER_EMAIL',
    description: 'Mail address of its owner, who signs in with it.',
    default: '',
  })
  readonly ownerEmail?: string;

  @TextSetting({
    env: 'SETUP_OWNER_PASSWORD',
    description: `First password of the owner, at least ${MIN_PASSWORD} characters. Default: none; the owner asks for one by mail or signs in by single sign-on.`,
    default: '',
    secret: true,
    form: { pattern: /^.{10,200}$/, words: `${MIN_PASSWORD} to 200 characters long` },
  })
  readonly ownerPassword?: string;

  @TextSetting({
    env: 'SETUP_API_KEY',
    description:
      'API key of the account, with all scopes that an owner has: `yak_` and 43 random characters of base64url, as `node deploy/new-secrets.mjs` prints it.',
    default: '',
    secret: true,
    form: { pattern: API_KEY, words: 'yak_ and 43 characters of base64url' },
  })
  readonly apiKey?: string;
}
