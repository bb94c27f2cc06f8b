import type { Role } from '@yipii/domain';
import type { SeededAccount } from '@yipii/persistence';
import type { Answer, ApiUnderTest } from '../api.testing';
import { CreateUser } from './create-user';

export const PASSWORD = 'correct horse battery';

type Headers = Readonly<Record<string, string>>;

/** A browser on a page of the server: it keeps the cookie and sends the CSRF token. */
export class Browser {
  cookie = '';
  csrfToken = '';

  constructor(
    private readonly api: ApiUnderTest,
    private readonly base?: string,
  ) {}

  async send(method: string, path: string, body?: object, headers: Headers = {}): Promise<Answer> {
    const answer = await this.api.call(
      method,
      path,
      {
        headers: {
          'sec-fetch-site': 'same-origin',
          ...(this.cookie && { cookie: this.cookie }),
          ...(method !== 'GET' && { 'x-csrf-token': this.csrfToken }),
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      },
      this.base,
    );
    this.keep(answer);
    return answer;
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: object = {}): Promise<Answer> {
    return this.send('POST', path, body);
  }

  signIn(email: string, password = PASSWORD, code?: string): Promise<Answer> {
    return this.post('/api/auth/sign-in', { email, password, ...(code !== undefined && { code }) });
  }

  private keep({ headers, body }: Answer): void {
    const [set] = headers.getSetCookie();
    if (set !== undefined) this.cookie = set.split(';')[0] ?? '';
    const data = (body.data ?? {}) as { csrf_token?: string; session?: { csrf_token: string } };
    this.csrfToken = data.csrf_token ?? data.session?.csrf_token ?? this.csrfToken;
  }
}

/** Creates a user with {@link PASSWORD}, and signs in. */
export async function aUser(
  api: ApiUnderTest,
  { accountId }: SeededAccount,
  role: Role,
  { groupIds = null, email = anAddress() }: { groupIds?: number[] | null; email?: string } = {},
): Promise<{ id: number; email: string; browser: Browser }> {
  const user = { accountId, email, name: 'Ada', role, groupIds, password: PASSWORD };
  const id = await api.part(CreateUser).run(user);
  const browser = new Browser(api);
  await browser.signIn(email);
  return { id: id ?? 0, email, browser };
}

let addresses = 0;

/** An address that nobody has. */
export function anAddress(): string {
  return `person${++addresses}@example.com`;
}

/** Returns the token in the last mail to an address. */
export function mailedToken({ mails }: ApiUnderTest, email: string): string {
  const mail = mails.last.find(({ to }) => to === email);
  return /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
}
