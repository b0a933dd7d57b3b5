import { z } from 'zod';
import { contractNames } from '../core/credentials/credential.js';
import { isEmailAddress } from '../core/notices/email-address.js';
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

/** One plain address, without a name. */
export const emailAddress = z
  .string()
  .refine(isEmailAddress, 'must be one e-mail address, such as portaria@example.com');

/** `SmtpServer`: where e-mails are handed over. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly implicitTls: boolean;
}

/** The user and the password have settings of their own: a URL is printed and logged more easily. */
export const smtpUrl = z
  .string()
  .regex(
    /^smtps?:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?\/?$/,
    'must be a URL such as smtp://smtp.example.com:587, without a user or a password',
  )
  .transform((text): SmtpServer => {
    const implicitTls = text.startsWith('smtps:');
    const [, host = '', port] = /^smtps?:\/\/(\[.*\]|[^:/]+)(?::(\d+))?/.exec(text) ?? [];
    return {
      host: host.replace(/^\[|\]$/g, ''),
      port: port === undefined ? (implicitTls ? 465 : 587) : Number(port),
      implicitTls,
    };
  })
  .refine(({ port }) => port > 0 && port < 65_536, 'must have a port from 1 to 65535');

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
