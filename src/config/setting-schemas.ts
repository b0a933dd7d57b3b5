import { z } from 'zod';
import { contractNames } from '../core/credentials/credential.js';
import { addressProblem, databaseAddress } from './database-address.js';

/**
 * Accepts plain digits only: `Number` would also take `0x50`, `8e3` and a blank. The error message
 * names both limits.
 */
export const integer = (from: number, to: number): z.ZodType<number> => {
  const problem = `must be a whole number from ${String(from)} to ${String(to)}`;
  return z
    .string()
    .regex(/^-?\d{1,15}$/, problem)
    .transform(Number)
    .pipe(z.number().min(from, problem).max(to, problem));
};

export const integerWithDefault = (from: number, to: number, defaultValue: number): z.ZodType<number> =>
  integer(from, to).default(defaultValue);

/** Accepts one of a few words, which the error message lists. */
export const oneOf = <const Word extends string>(words: readonly Word[]): z.ZodType<Word> =>
  z.enum(words, `must be ${words.map((word) => `"${word}"`).join(' or ')}`);

export const onOff = (defaultValue: 'on' | 'off'): z.ZodType<boolean> =>
  oneOf(['on', 'off'])
    .default(defaultValue)
    .transform((word) => word === 'on');

export const postgresUrl = z
  .string()
  .superRefine((text, context) => {
    const message = addressProblem(text);
    if (message !== null) context.addIssue({ code: 'custom', message, continue: false });
  })
  .refine(
    (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(databaseAddress(text).url),
    'must be a PostgreSQL URL such as postgresql://user:password@host:5432/database ' +
      '(percent-encode / # ? and @ in the password)',
  );

export const key256 = z
  .string()
  .refine(
    (text) => Buffer.from(text, 'base64').length === 32,
    'must be 32 random bytes in base64 (openssl rand -base64 32)',
  );

export const keys256 = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(key256));

export const listenerSecret = z
  .string()
  .regex(/^[A-Za-z0-9_-]{32,128}$/, 'must be 32 to 128 characters of A-Z a-z 0-9 _ -');

/** NGINX puts it between quotation marks into JSON: only characters that mean nothing there. */
export const documentationUrl = z
  .string()
  .regex(
    /^https?:\/\/[A-Za-z0-9._~:[\]-]+(\/[A-Za-z0-9._~-]+)*$/,
    'must be a URL without a slash at its end, such as https://docs.example.com',
  );

/** RFC 9116 section 2.5.3: a URI, and no plain mail address. */
export const contactUri = z
  .string()
  .regex(
    /^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+|tel:\+?[0-9().-]+)$/,
    'must be a URI such as mailto:security@example.com or https://example.com/security',
  );

/** Contract names, separated by commas. The main contract need not be listed. */
export const contractList = z
  .string()
  .default('avista,pix')
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .pipe(
    z.array(z.enum(contractNames, `must be one or more of ${contractNames.join(', ')}, separated by commas`)),
  );

/** Accepts IP networks, separated by commas. Their host bits may be set. */
export const networkList: z.ZodType<string[]> = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .pipe(
    z.array(z.union([z.cidrv4(), z.cidrv6()], 'must be networks such as 10.20.0.0/16, separated by commas')),
  );
