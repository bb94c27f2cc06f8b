import { Controller, Get, UseGuards } from '@nestjs/common';
import { BearerGuard, Caller } from './bearer.guard';
import type { Principal } from './principal';

@Controller('api/user')
@UseGuards(BearerGuard)
export class UserController {
  /** Who the token stands for and what it may do. */
  @Get()
  caller(@Caller() caller: Principal) {
    const { accountKey: key, accountName: name, clientId, scopes, assetIds, expiresAt } = caller;
    return {
      data: {
        type: 'client',
        id: clientId,
        accounts: [{ key, name }],
        scopes,
        asset_ids: assetIds,
        expires_at: new Date(expiresAt).toISOString(),
      },
    };
  }
}
