import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiSchema } from '@nestjs/swagger';
import type { Principal } from '@yipii/domain';
import { Caller, dataOf, Describe, FromBody, NeedsAnyScope, ObjectField, TextField } from '@yipii/platform';
import type { Request, Response } from 'express';
import { BrowserSession } from './browser-session.http';
import { MAX_PASSWORD } from './demand-password';
import { demandUser } from './demand-user';
import { SignedInView } from './session.schema';
import { SetUpSecondFactor } from './set-up-second-factor';

@ApiSchema({ name: 'PasswordConfirmation' })
class PasswordInput {
  @TextField({ min: 1, max: MAX_PASSWORD }) readonly password!: string;
}

@ApiSchema({ name: 'TotpCode' })
class CodeInput {
  @TextField({ pattern: /^\d{6}$/, demand: 'must be 6 digits' }) readonly code!: string;
}

@ApiSchema({ name: 'TotpSecret' })
class TotpSecretView {
  @TextField({ description: 'In base32, to be typed.' }) readonly secret!: string;
  @TextField({ description: 'To be shown as a QR code.' }) readonly url!: string;
}

@ApiSchema({ name: 'TotpConfirmation' })
class TotpConfirmedView {
  @TextField({ list: {}, description: 'Each replaces one code. They are not shown again.' })
  readonly recovery_codes!: readonly string[];
  @ObjectField(SignedInView) readonly session!: SignedInView;
}

const OWN = 'it is the caller’s own';
const tag = 'session';

/** The second factor (RFC 6238) of signed-in users. */
@Controller('api/user/totp')
export class OwnSecondFactorController {
  constructor(
    private readonly secondFactor: SetUpSecondFactor,
    private readonly browser: BrowserSession,
  ) {}

  @Post()
  @HttpCode(200)
  @NeedsAnyScope(OWN)
  @Describe({
    ...{ id: 'proposeTotp', summary: 'Get a secret for an authenticator app', tag },
    ...{ answer: 'It counts once a code confirms it', answers: dataOf(TotpSecretView) },
  })
  async propose(
    @Caller() caller: Principal,
    @FromBody() { password }: PasswordInput,
  ): Promise<{ data: TotpSecretView }> {
    const { userId } = demandUser(caller);
    return { data: await this.secondFactor.propose(userId, password) };
  }

  @Post('confirm')
  @HttpCode(200)
  @NeedsAnyScope(OWN)
  @Describe({
    ...{ id: 'confirmTotp', summary: 'Turn the second factor on; ends your other sessions', tag },
    ...{ answer: 'Recovery codes, and your renewed session', answers: dataOf(TotpConfirmedView) },
  })
  async confirm(
    @Caller() caller: Principal,
    @FromBody() { code }: CodeInput,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ data: TotpConfirmedView }> {
    const { recoveryCodes, owner } = await this.secondFactor.confirm(demandUser(caller), code);
    const session = await this.browser.open(owner, request, response);
    return { data: { recovery_codes: recoveryCodes, session } };
  }

  @Post('remove')
  @HttpCode(204)
  @NeedsAnyScope(OWN)
  @Describe({ id: 'removeTotp', summary: 'Turn the second factor off', tag, answer: 'It is off' })
  async remove(@Caller() caller: Principal, @FromBody() { password }: PasswordInput): Promise<void> {
    await this.secondFactor.remove(demandUser(caller).userId, password);
  }
}
