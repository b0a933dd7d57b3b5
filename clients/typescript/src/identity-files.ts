import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { PemFiles, Pkcs12File } from './client-options.js';
import { ConfigurationError } from './portaria-error.js';

/** `IdentityFiles`: where certificate, key and the server's CA are. */
export interface IdentityFiles {
  readonly certificate: PemFiles | Pkcs12File;
  readonly caFile: string | undefined;
}

/** `Identity`: what the files have in them, checked. */
export interface Identity {
  /** Changes with the content of any of the files. */
  readonly digest: string;
  readonly tls: {
    readonly ca?: Buffer;
    readonly cert?: Buffer;
    readonly key?: Buffer;
    readonly pfx?: Buffer;
    readonly passphrase?: string;
  };
}

const namesOf = ({ certificate, caFile }: IdentityFiles): readonly (readonly [string, string])[] => [
  ...('pfxFile' in certificate
    ? [['certificate.pfxFile', certificate.pfxFile] as const]
    : [
        ['certificate.certFile', certificate.certFile] as const,
        ['certificate.keyFile', certificate.keyFile] as const,
      ]),
  ...(caFile === undefined ? [] : [['caFile', caFile] as const]),
];

/** Resolves to a text that changes when a file is written or replaced. */
export const stampOf = async (files: IdentityFiles): Promise<string> => {
  const stamps = namesOf(files).map(async ([, file]) => {
    const { dev, ino, mtimeNs, ctimeNs, size } = await stat(file, { bigint: true });
    return [dev, ino, mtimeNs, ctimeNs, size].join(':');
  });
  return (await Promise.all(stamps)).join(' ');
};

/** Reads the files; throws a `ConfigurationError` when they cannot be used together. */
export const readIdentity = async (files: IdentityFiles): Promise<Identity> => {
  const contents = await Promise.all(
    namesOf(files).map(async ([option, file]) => {
      const content = await readFile(file).catch((reason: unknown) => {
        throw new ConfigurationError(
          option,
          `cannot be read (${codeOf(reason)}): check the path and its permissions`,
        );
      });
      return [option, content] as const;
    }),
  );
  const [first] = contents;
  const second = contents.find(([option]) => option === 'certificate.keyFile')?.[1];
  const ca = contents.find(([option]) => option === 'caFile')?.[1];
  const { passphrase } = files.certificate;
  const secret = passphrase === undefined ? {} : { passphrase };
  const tls = {
    ...(ca && { ca }),
    ...(second === undefined
      ? { pfx: first?.[1] ?? Buffer.alloc(0) }
      : { cert: first?.[1] ?? Buffer.alloc(0), key: second }),
    ...secret,
  };
  checkPair(tls);
  const hash = createHash('sha256');
  for (const [option, content] of contents) hash.update(`${option} ${content.length}\n`).update(content);
  return { digest: hash.digest('hex'), tls };
};

const codeOf = (reason: unknown): string =>
  reason instanceof Error && 'code' in reason ? String(reason.code) : 'unknown reason';

const checkPair = (tls: Identity['tls']): void => {
  if (tls.pfx) {
    attempt('certificate.pfxFile', 'is not a PKCS#12 file, or the passphrase is wrong', () =>
      createSecureContext(tls),
    );
    return;
  }
  const { cert = Buffer.alloc(0), key = Buffer.alloc(0), passphrase } = tls;
  const certificate = attempt(
    'certificate.certFile',
    'has no certificate in PEM',
    () => new X509Certificate(cert),
  );
  const privateKey = attempt(
    'certificate.keyFile',
    'has no private key in PEM, or the passphrase is wrong',
    () => createPrivateKey({ key, ...(passphrase !== undefined && { passphrase }) }),
  );
  if (!certificate.checkPrivateKey(privateKey))
    throw new ConfigurationError(
      'certificate.keyFile',
      'is not the key of certificate.certFile: pass the files of one pair',
    );
  attempt('caFile', 'has no certificate in PEM', () => createSecureContext(tls));
};

const attempt = <T>(option: string, problem: string, run: () => T): T => {
  try {
    return run();
  } catch {
    throw new ConfigurationError(option, problem);
  }
};
