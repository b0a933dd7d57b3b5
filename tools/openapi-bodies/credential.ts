import { z } from 'zod';
import {
  clientCertificatePolicies,
  contractNames,
  type Credential,
} from '../../src/core/credentials/credential.js';
import { keyMethods } from '../../src/core/credentials/registered-key.js';
import type { Wire } from '../openapi/wire.js';
import { daysLeft, id, texts, time } from './fields.js';

const jwk = z.record(z.string(), z.string());

const registration = z
  .union([
    z.strictObject({ method: z.literal('private_key_jwt'), jwks: z.array(jwk) }),
    z.strictObject({ method: z.literal('private_key_jwt'), jwksUri: z.string() }),
    z.strictObject({ method: z.literal('tls_client_auth'), subjectDn: z.string() }),
  ])
  .meta({ description: 'Only for a registered key.' });

export const secretShape = {
  id,
  shape: z.enum(['generated', 'custom', ...keyMethods]),
  registration: registration.exactOptional(),
  createdAt: time,
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
};

export const credentialShape = {
  id,
  clientId: z.string(),
  accountId: id,
  label: z.string(),
  status: z.enum(['active', 'revoked']),
  scopes: texts.nullable().meta({ description: 'Null means all scopes of the account.' }),
  expiresAt: time.nullable(),
  createdAt: time,
  contracts: z.array(
    z.strictObject({ contract: z.enum(contractNames), policy: z.enum(clientCertificatePolicies) }),
  ),
  secrets: z.array(z.strictObject(secretShape)),
};

/** A credential without its secrets' values. */
export const credential = z.strictObject(credentialShape).meta({ id: 'Credential' }) satisfies z.ZodType<
  Wire<Credential>
>;
export const credentialWithNotes = z
  .strictObject({ ...credentialShape, notes: texts })
  .meta({ id: 'CredentialWithNotes' });
export const expiringCredential = z
  .object({
    id,
    clientId: z.string(),
    label: z.string(),
    accountId: id,
    accountKind: z.enum(['merchant', 'operator']),
    expiring: z.array(
      z.strictObject({
        secretId: id.nullable().meta({ description: 'Null if the credential itself expires.' }),
        expiresAt: time,
        lastUsedAt: time.nullable(),
        daysLeft,
      }),
    ),
  })
  .meta({ id: 'ExpiringCredential' });

export const credentialWithSecret = z.strictObject({
  clientId: z.string(),
  clientSecret: z.string().optional().meta({ description: 'The generated secret. It is shown once.' }),
  secretAlreadyShown: z.literal(true).optional(),
  hint: z.string().optional(),
  credential,
});
