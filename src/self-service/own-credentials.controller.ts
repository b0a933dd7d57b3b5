import { Body, Delete, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import type { Credential } from '../core/credentials/credential.js';
import type { SecretId } from '../core/shared/ids.js';
import { pageFields, pageOfAll } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { withoutSecret, withSecret } from '../http/problem-details/secret-body.js';
import { forceQuery, newSecret } from '../http/problem-details/secret-fields.js';
import { OwnAccountUseCases } from '../management/accounts/own-account-use-cases.js';
import { MerchantChanges } from './merchant-changes.js';
import { afterNewKeySet, afterNewSecret } from './next-calls.js';
import { accountPath, type SelfServiceRequest, SelfServiceRoutes } from './self-service-routes.js';

/**
 * Presents a credential, never with the text of a secret, and marks the secret that the token was
 * obtained with.
 */
const markSecretOfToken = (credential: Credential, ofThisToken: SecretId): Credential => ({
  ...credential,
  secrets: credential.secrets.map((secret) => ({ ...secret, ofThisToken: secret.id === ofThisToken })),
});

/** The body that rotates a key set: its public keys, and how long the old ones stay valid. */
export const newOwnKeySet = z.strictObject({
  jwks: z.looseObject({ keys: z.array(z.unknown()) }),
  overlapSeconds: z.number().exactOptional(),
});

/** `/api/account/credentials`: the client ids of the account, and their secrets. */
@SelfServiceRoutes('credentials')
export class OwnCredentialsController {
  constructor(
    private readonly own: OwnAccountUseCases,
    private readonly changes: MerchantChanges,
  ) {}

  @Get()
  async list(@Req() request: SelfServiceRequest, @Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after } = parseInput(z.strictObject(pageFields), query);
    const { credentials } = await this.own.show(request.user.context);
    const { secretId } = request.user.context;
    return pageOfAll(
      credentials.map((credential) => markSecretOfToken(credential, secretId)),
      { limit, after },
    );
  }

  @Post(':clientId/secrets')
  addSecret(
    @Req() request: SelfServiceRequest,
    @Param('clientId') clientId: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const { clientSecret, ...input } = parseInput(newSecret, body);
    const whole = { ...input, clientId, ...(clientSecret && { secret: clientSecret }) };
    return this.changes.change(request, this.own.rotateSecret, whole, {
      toBody: (rotated) => ({
        body: { ...withSecret(rotated.credential, rotated.secret), next: afterNewSecret(rotated) },
        version: rotated.account.version,
      }),
      toRepeatBody: (rotated) => ({
        body: {
          ...withoutSecret(rotated.credential, rotated.secret, accountPath),
          next: afterNewSecret(rotated),
        },
        version: rotated.account.version,
      }),
    });
  }

  /** Registers the next key set of a client that has one; the old one stays valid for a while. */
  @Post(':clientId/keys')
  rotateKeySet(
    @Req() request: SelfServiceRequest,
    @Param('clientId') clientId: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const input = parseInput(newOwnKeySet, body);
    const { secretId } = request.user.context;
    return this.changes.change(
      request,
      this.own.rotateKeySet,
      { clientId, ...input },
      {
        toBody: (rotated) => ({
          body: {
            ...markSecretOfToken(rotated.credential, secretId),
            next: afterNewKeySet(rotated),
          },
          version: rotated.account.version,
        }),
      },
    );
  }

  @Delete(':clientId/secrets/:secretId')
  revokeSecret(
    @Req() request: SelfServiceRequest,
    @Param() { clientId, secretId }: { clientId: string; secretId: string },
    @Query() query: unknown,
  ): Promise<RouteResponse> {
    const { force } = parseInput(forceQuery, query);
    const { context } = request.user;
    return this.changes.revoke(
      request,
      this.own.revokeSecret,
      { clientId, secretId, force },
      {
        toBody: ({ credential, account: { version } }) => ({
          body: markSecretOfToken(credential, context.secretId),
          version,
        }),
      },
    );
  }
}
