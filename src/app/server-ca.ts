import { readFile } from 'node:fs/promises';
import { certificateLabels, pemBlocksIn } from '../core/certificates/pem.js';
import { ManagementError } from '../core/shared/management-error.js';

/**
 * Reads the CA of the gateway's own certificate each time that it is handed over: operators replace the file. Only its
 * certificates are returned, whatever else is in the file. Throws `ManagementError('unavailable')`.
 */
export const readServerCa = async (file: string | null): Promise<string | null> => {
  if (file === null) return null;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw unusable(`${file} cannot be read (${codeOf(cause)})`, cause);
  });
  const certificates = certificatesIn(file, text);
  if (certificates === '') throw unusable(`${file} has no certificate in PEM`);
  return certificates;
};

const certificatesIn = (file: string, text: string): string => {
  try {
    return pemBlocksIn(text, certificateLabels)
      .map(({ pem }) => pem)
      .join('');
  } catch (cause) {
    throw unusable(`${file} has a damaged certificate`, cause);
  }
};

const unusable = (what: string, cause?: unknown): ManagementError =>
  new ManagementError('unavailable', `PORTARIA_SERVER_CA: ${what}`, null, { cause });

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
