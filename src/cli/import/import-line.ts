import { z } from 'zod';
import { hasPrivateKey } from '../../core/certificates/pem.js';
import { Secret } from '../../core/credentials/secret.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { jsonMistakeIn } from '../../http/json-mistake.js';
import type { ImportAccountInput } from '../../management/onboarding/import-input.js';

const permission = z
  .string()
  .regex(/^[a-z-]+:[a-z]+$/, 'must be contract:policy, such as avista:tls')
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
    'must be an existing account as a string (number, name, CNPJ or client id), or {"name": ...} for a new one',
  ),
  credentials: z.array(credential),
  certificates: z.array(z.string()).default([]),
  shared: z.boolean().exactOptional(),
});

/** `ImportRecord`: one account of a file, which is not read yet. */
export interface ImportRecord {
  /** The line of the file in which it begins. */
  readonly line: number;
  readonly text: string;
  /** Throws `ManagementError('invalid')`. */
  readonly value: () => unknown;
}

/** Reads JSON Lines: one account on each line. */
export async function* jsonRecords(lines: AsyncIterable<string>): AsyncGenerator<ImportRecord> {
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() !== '') yield { line, text, value: () => jsonFrom(text) };
  }
}

/**
 * Reads one account of an import. Throws `ManagementError` naming the fields, and never their values,
 * which may be secrets.
 */
export const importInputFrom = ({ text, value }: ImportRecord): ImportAccountInput => {
  refusePrivateKey(text);
  const { success, data, error } = line.safeParse(value(), {
    error: describeIssue,
    reportInput: true,
  });
  if (!success) {
    const problems = error.issues.flatMap(problemsOf);
    const words = problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
    throw new ManagementError('invalid', words, problems[0]?.field ?? null);
  }
  const { account, credentials, certificates, shared } = data;
  return {
    account,
    credentials: credentials.map(({ expiresAt, ...rest }) => ({
      ...rest,
      ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
    })),
    certificates,
    ...(shared !== undefined && { shared }),
  };
};

/**
 * Checked before anything else of the line: the operator must learn that a private key was given
 * away.
 */
const refusePrivateKey = (text: string): void => {
  if (!hasPrivateKey(text)) return;
  throw new ManagementError(
    'invalid',
    'the line: contains a private key, which must stay secret. Give only the certificate. Nothing was stored',
    null,
  );
};

/** Messages where the schema has none. Those of HTTP are in src/http/problem-details/parse-input.ts. */
const describeIssue: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') return 'is not a known field';
  if (issue.code === 'invalid_format') return 'must be a time such as 2027-01-31T12:00:00Z';
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return 'is missing';
  return `must be ${issue.expected === 'array' || issue.expected === 'object' ? 'an' : 'a'} ${issue.expected}`;
};

interface LineProblem {
  readonly field: string;
  readonly message: string;
}

const problemsOf = (issue: z.core.$ZodIssue): LineProblem[] => {
  const paths =
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => ({ field: fieldAt(path.map(String)), message: issue.message }));
};

/** A field name may be a misplaced secret: a name that is no plain word is not repeated. */
const fieldAt = (path: readonly string[]): string =>
  path.map((name) => (/^[A-Za-z0-9]{1,32}$/.test(name) ? name : '(an unusable field name)')).join('.') ||
  'the line';

const jsonFrom = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    const mistake = jsonMistakeIn(text);
    const words = mistake === null ? '' : ` (${mistake})`;
    throw new ManagementError('invalid', `the line: is not JSON. Each line must be one object${words}`, null);
  }
};
