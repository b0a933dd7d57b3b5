import { createPrivateKey, X509Certificate } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NginxVariables } from '../../config/nginx-settings.js';
import { openListeners } from './nginx-variables.js';

/**
 * Adds to `problems` what is wrong with the files that the configuration names: certificates, keys and
 * pages. NGINX would find most of it as well, but would not name the variable.
 */
export const checkNginxInputs = async (variables: NginxVariables, problems: string[]): Promise<void> => {
  await checkServerCertificate(variables, problems);
  const open = openListeners(variables);
  if (open.some((listener) => listener !== 'HEADER')) await checkClientCas(variables, problems);
  if (open.includes('ADMIN') && variables.PORTARIA_CONSOLE === 'on')
    await checkPages('PORTARIA_CONSOLE', join(variables.PORTARIA_CONSOLE_ROOT, 'console'), problems);
  if (open.some((listener) => listener !== 'ADMIN') && variables.PORTARIA_DOCS === 'on')
    await checkPages('PORTARIA_DOCS', join(variables.PORTARIA_DOCS_ROOT, 'docs'), problems);
};

const checkServerCertificate = async (variables: NginxVariables, problems: string[]): Promise<void> => {
  const certificate = await parsed('PORTARIA_SERVER_CERT', variables, problems, {
    what: 'a certificate in PEM',
    parse: (text) => new X509Certificate(text),
  });
  const key = await parsed('PORTARIA_SERVER_KEY', variables, problems, {
    what: 'a private key in PEM without a passphrase',
    parse: (text) => createPrivateKey(text),
  });
  if (certificate && key && !certificate.checkPrivateKey(key))
    problems.push(
      `PORTARIA_SERVER_KEY: ${variables.PORTARIA_SERVER_KEY} is not the key of the first certificate in ` +
        `${variables.PORTARIA_SERVER_CERT}. Name the key that belongs to it, and put the server's certificate first`,
    );
};

const checkClientCas = async (variables: NginxVariables, problems: string[]): Promise<void> => {
  await parsed('PORTARIA_CLIENT_CA_BUNDLE', variables, problems, {
    what: 'a list of certificates in PEM',
    parse: (text) =>
      text
        .split(/(?=-----BEGIN CERTIFICATE-----)/)
        .filter((part, index) => index > 0 || part.includes('BEGIN'))
        .map((pem) => new X509Certificate(pem))
        .at(0),
  });
};

type FileVariable = 'PORTARIA_SERVER_CERT' | 'PORTARIA_SERVER_KEY' | 'PORTARIA_CLIENT_CA_BUNDLE';

interface Reading<Result> {
  readonly what: string;
  readonly parse: (text: string) => Result | undefined;
}

/** Resolves to `null` when there is a problem, which is then among `problems`. */
const parsed = async <Result>(
  name: FileVariable,
  variables: NginxVariables,
  problems: string[],
  { what, parse }: Reading<Result>,
): Promise<Result | null> => {
  const file = variables[name];
  if (file === '') return null;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    problems.push(
      `${name}: ${file} cannot be read (${codeOf(error)}). Put ${what} there, or name another file`,
    );
    return null;
  });
  if (text === null) return null;
  try {
    const result = parse(text);
    if (result !== undefined) return result;
  } catch {
    // The parser's own words are for programmers.
  }
  problems.push(`${name}: ${file} is not ${what}`);
  return null;
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';

const checkPages = async (
  name: 'PORTARIA_CONSOLE' | 'PORTARIA_DOCS',
  folder: string,
  problems: string[],
): Promise<void> => {
  const file = join(folder, 'index.html');
  const found = await access(file).then(
    () => true,
    () => false,
  );
  if (!found)
    problems.push(
      `${name}: is on, but there is no ${file}. Set ${name}_ROOT to its parent folder, or ${name}=off`,
    );
};
