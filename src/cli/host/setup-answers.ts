import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { settings } from '../../config/settings.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { HostSetupInput } from '../deployment/host-setup.js';
import type { Prompts } from '../screen/terminal.js';

export interface SetupOptions {
  readonly dir: string;
  readonly user: string;
  readonly issuer?: string;
  readonly database?: string;
  readonly serverCert?: string;
  readonly serverKey?: string;
  readonly clientCa?: string;
  readonly developmentCertificates?: true;
  readonly processes: string;
  readonly adminPort: string;
  readonly dryRun?: true;
  readonly yes?: true;
}

export type SetupAnswers = Pick<
  HostSetupInput,
  'issuer' | 'database' | 'certificates' | 'processes' | 'adminPort'
>;

const usualDatabase = 'postgresql://127.0.0.1:5432/portaria';

/** Returns what is wrong with an answer; `null`: nothing. */
type Check = (text: string) => Promise<string | null> | string | null;

interface Question {
  readonly option: string;
  readonly message: string;
  readonly initial?: string;
  readonly check: Check;
}

/**
 * Takes the answers from the options; asks for what is missing at a terminal. Throws
 * `ManagementError('invalid')` that names the option.
 */
export const answersFor = async (options: SetupOptions, prompts: Prompts | null): Promise<SetupAnswers> => {
  const answer = async (given: string | undefined, question: Question): Promise<string> => {
    if (given !== undefined) return checked(given, question);
    if (!prompts && question.initial !== undefined) return question.initial;
    if (!prompts) throw wrong(question.option, 'is required without a terminal');
    return prompts.input(question.message, question.initial ?? '', async (text) => question.check(text));
  };
  const issuer = await answer(options.issuer, issuerQuestion);
  const database = await answer(options.database, databaseQuestion);
  return {
    issuer: new URL(issuer),
    database: new URL(database),
    certificates: await certificatesFor(options, prompts, answer),
    processes: numberIn(options.processes, '--processes', 9),
    adminPort: numberIn(options.adminPort, '--admin-port', 65_535),
  };
};

type Answer = (given: string | undefined, question: Question) => Promise<string>;

const certificatesFor = async (
  { developmentCertificates, serverCert, serverKey, clientCa }: SetupOptions,
  prompts: Prompts | null,
  answer: Answer,
): Promise<SetupAnswers['certificates']> => {
  const none = serverCert === undefined && serverKey === undefined && clientCa === undefined;
  if (developmentCertificates) {
    if (!none)
      throw wrong('--development-certificates', 'excludes --server-cert, --server-key and --client-ca');
    return null;
  }
  if (
    none &&
    prompts &&
    (await prompts.confirm('Create certificates for development, which no client trusts?', false))
  )
    return null;
  return {
    cert: await answer(serverCert, fileQuestion('--server-cert', "PEM file of the server's certificate")),
    key: await answer(serverKey, fileQuestion('--server-key', 'PEM file of its private key')),
    clientCa: await answer(clientCa, fileQuestion('--client-ca', 'PEM file of the client CAs')),
  };
};

const issuerQuestion: Question = {
  option: '--issuer',
  message: 'Address of the gateway, which tokens have as issuer (https://auth.example.com)',
  check: (text) => {
    const { error } = settings.PORTARIA_ISSUER.schema.safeParse(text);
    if (error) return error.issues[0]?.message ?? 'is not a valid URL';
    return new URL(text).protocol === 'https:' ? null : 'must begin with https://';
  },
};

const databaseQuestion: Question = {
  option: '--database',
  message: 'PostgreSQL, without a user',
  initial: usualDatabase,
  check: (text) => {
    const { error } = settings.DATABASE_URL.schema.safeParse(text);
    if (error) return error.issues[0]?.message ?? 'is not a valid URL';
    const { username, pathname } = new URL(text);
    if (username !== '') return 'must have no user: the logins are generated. Existing secrets are kept';
    return pathname.length > 1 ? null : 'must end with the name of the database';
  },
};

const fileQuestion = (option: string, message: string): Question => ({
  option,
  message,
  check: (text) =>
    readFile(text, 'utf8').then(
      (pem) => (pem.includes('-----BEGIN') ? null : `${text} is not a PEM file`),
      () => `${text} cannot be read`,
    ),
});

const checked = async (text: string, { option, check }: Question): Promise<string> => {
  const problem = await check(text);
  if (problem !== null) throw wrong(option, problem);
  return text;
};

const numberIn = (text: string, option: string, most: number): number => {
  const { success, data } = z.coerce.number().int().min(1).max(most).safeParse(text);
  if (success) return data;
  throw wrong(option, `must be a whole number from 1 to ${String(most)}`);
};

const wrong = (option: string, problem: string): ManagementError =>
  new ManagementError('invalid', `${option}: ${problem}`, option.replace(/^--/, ''));
