import { jwtVerify } from 'jose';
import type { ServerMetadata } from 'openid-client';
import { z } from 'zod';
import type { ProviderKeys } from './provider-keys.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** A nonce would make an ID token of it. */
const claims = z
  .object({
    jti: z.string(),
    sub: z.string().optional(),
    sid: z.string().optional(),
    events: z.object({ [EVENT]: z.object({}) }),
    nonce: z.undefined().optional(),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined);

/** Whose sessions have ended at the provider: one of them, or all of a person's. */
export interface LoggedOut {
  readonly issuer: string;
  readonly tokenId: string;
  readonly subject: string | undefined;
  readonly session: string | undefined;
}

/** OpenID Connect Back-Channel Logout 1.0, §2.6. @throws for a token that does not hold */
export async function readLogoutToken(
  token: string,
  provider: ServerMetadata,
  clientId: string,
  keys: ReturnType<ProviderKeys['at']>,
): Promise<LoggedOut> {
  const signed = (provider.id_token_signing_alg_values_supported ?? ['RS256']).filter((algorithm) => !/^(none|HS\d+)$/.test(algorithm));
  const { payload } = await jwtVerify(token, keys, {
    issuer: provider.issuer,
    audience: clientId,
    algorithms: signed,
    maxTokenAge: '5 minutes',
    clockTolerance: 30,
  });
  const { jti, sub, sid } = claims.parse(payload);
  return { issuer: provider.issuer, tokenId: jti, subject: sub, session: sid };
}
