import { Controller, HttpCode, Post } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import { Bulk, Caller, dataOf, Describe, FromBody, InvalidFields, Needs } from '@yipii/platform';
import { PositionsInput, PositionsView } from './position.schema';
import { SubmitPositions, type RefusedPosition } from './submit-positions';

const TEXTS: Readonly<Record<RefusedPosition, string>> = {
  unknown_device: 'There is no such device.',
  no_asset: 'The device was on no asset at that time.',
  no_device: 'There is no such asset, or it has no device.',
};

@Controller('api/:account_key/position')
export class PositionController {
  constructor(private readonly submitPositions: SubmitPositions) {}

  /** Nothing but refused positions is an error: a client that sends one at a time learns it by the status. */
  @Post()
  @HttpCode(200)
  @Bulk()
  @Needs('positions:write')
  @Describe({
    id: 'submitPositions',
    summary:
      'Hand in positions; answered once they are durable. One that is sent again is known by its content',
    tag: 'position',
    answer: 'How many were stored, and why others were not',
    answers: dataOf(PositionsView),
  })
  async submit(
    @Caller() { scope }: Principal,
    @FromBody() { positions }: PositionsInput,
  ): Promise<{ data: PositionsView }> {
    const refusals = await this.submitPositions.run(scope, positions);
    const refused = refusals.flatMap((refusal, index) =>
      refusal ? [{ index, code: refusal.toUpperCase(), detail: TEXTS[refusal] }] : [],
    );
    if (refused.length < positions.length)
      return { data: { stored: positions.length - refused.length, refused } };
    throw new InvalidFields(
      Object.fromEntries(refused.slice(0, 20).map(({ index, detail }) => [`positions.${index}`, [detail]])),
    );
  }
}
