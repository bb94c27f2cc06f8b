import { GRANT_USE_MS, openGrant, signGrant } from './grant';

/** Header of a gateway's question about the bearer credential of somebody else. */
export const GATEWAY_PROOF_HEADER = 'x-gateway-proof';

/** No channel can have this name, and nothing else is signed for it. */
const SUBJECT = '#gateway';

/** Returns what shows the API that a question about the connection comes from a gateway. @param now epoch ms */
export function gatewayProof(appKey: string, grantKey: string, socketId: string, now: number): string {
  const grant = { ids: [], issuedAt: now, expiresAt: now + GRANT_USE_MS };
  return signGrant(appKey, grantKey, { socketId, channel: SUBJECT }, grant);
}

/** Returns whether a gateway made it for this connection, within the last minute. @param now epoch ms */
export function isGatewayProof(
  proof: string,
  { appKey, grantKeys }: { readonly appKey: string; readonly grantKeys: readonly string[] },
  socketId: string,
  now: number,
): boolean {
  const grant = openGrant(proof, appKey, grantKeys, { socketId, channel: SUBJECT });
  return grant !== null && Math.abs(now - grant.issuedAt) <= GRANT_USE_MS;
}
