import { z } from 'zod';
import { ManagementError } from '../core/management-error.js';
import { Secret } from '../core/secret.js';
import type { ImportWish } from '../management/import-account.js';

const permission = z
  .string()
  .regex(/^[a-z-]+:[a-z]+$/, 'write it like avista:tls')
  .transform((text) => {
    const [contract = '', policy = ''] = text.split(':');
    return { contract, policy };
  });

const credential = z.strictObject({
  clientId: z.string(),
  label: z.string().exactOptional(),
  scopes: z.array(z.string()).exactOptional(),
  expiresAt: z.iso.datetime().exactOptional(),
  contracts: z.array(permission).exactOptional(),
  secrets: z.array(
    z.union(
      [
        z.strictObject({ secret: z.string() }).transform(({ secret }) => ({ secret: new Secret(secret) })),
        z.strictObject({ digest: z.string() }),
      ],
      'must be {"secret": "..."} or {"digest": "..."}',
    ),
  ),
});

const line = z.strictObject({
  account: z.union(
    [
      z.string(),
      z.strictObject({
        name: z.string(),
        taxId: z.string().exactOptional(),
        scopes: z.array(z.string()).exactOptional(),
        networks: z.array(z.string()).exactOptional(),
        taxIdOnCertificate: z.boolean().exactOptional(),
      }),
    ],
    'must be the number of an account as a string, or {"name": ...} of a new one',
  ),
  credentials: z.array(credential),
  certificates: z.array(z.string()).default([]),
  shared: z.boolean().exactOptional(),
});

/** What one line of an import says. Throws `ManagementError` naming the fields, and never what stands in them: secrets do. */
export const importWishFrom = (text: string): ImportWish => {
  const { success, data, error } = line.safeParse(jsonFrom(text));
  if (!success) {
    const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'the line'}: ${message}`);
    throw new ManagementError('invalid', problems.join('; '), error.issues[0]?.path.join('.') ?? null);
  }
  const { account, credentials, certificates, shared } = data;
  return {
    account: typeof account === 'string' ? account : account,
    credentials: credentials.map(({ expiresAt, ...rest }) => ({
      ...rest,
      ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
    })),
    certificates,
    ...(shared !== undefined && { shared }),
  };
};

const jsonFrom = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new ManagementError('invalid', 'the line: is no JSON; there must be one object on each line', null);
  }
};
