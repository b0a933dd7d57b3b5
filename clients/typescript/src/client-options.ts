import { ConfigurationError } from './portaria-error.js';

/** `PemFiles`: a certificate with its intermediates, and its private key. */
export interface PemFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Of the private key, if it is encrypted. */
  readonly passphrase?: string;
}

/** `Pkcs12File`: certificate and key in one file, such as `client.p12` or `client.pfx`. */
export interface Pkcs12File {
  readonly pfxFile: string;
  readonly passphrase?: string;
}

/** `Timing`: clock, chance and waiting, which tests replace. */
export interface Timing {
  nowMs(): number;
  /** From 0 to 1, without 1. */
  random(): number;
  sleep(ms: number): Promise<void>;
}

/** `Contract`: a format of token requests, which the operator allows for a credential. */
export type Contract = 'avista' | 'pix';

/** Where each contract requests tokens. */
export const tokenPaths: Readonly<Record<Contract, string>> = {
  avista: '/api/auth/token',
  pix: '/oauth/token',
};

export interface ClientOptions {
  /** The address for mutual TLS, such as `https://auth.example.com`. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly certificate: PemFiles | Pkcs12File;
  /** The contract of the credential that tokens are requested with; `avista` without it. */
  readonly contract?: Contract;
  /** The CA of the server's certificate in PEM, if it is a private one. */
  readonly caFile?: string;
  /** The address of the API, if it is not below `url`. */
  readonly apiUrl?: string;
  /** The time limit of one request; 30 without it. */
  readonly timeoutSeconds?: number;
  /** The longest time that one call waits for `Retry-After` in total; 60 without it. */
  readonly maxWaitSeconds?: number;
  /** The address of the documentation, for links in errors. */
  readonly documentationUrl?: string;
  /** Gets failures that the client lives with for now: a renewal that failed, files that do not belong together. */
  readonly onProblem?: (problem: unknown) => void;
  readonly timing?: Partial<Timing>;
}

/** `CheckedOptions`: the options with every default filled in. */
export interface CheckedOptions extends ClientOptions {
  readonly contract: Contract;
  readonly apiUrl: string;
  readonly timeoutSeconds: number;
  readonly maxWaitSeconds: number;
  readonly onProblem: (problem: unknown) => void;
  readonly timing: Timing;
}

const usualTiming: Timing = {
  nowMs: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Returns the options with their defaults; throws a `ConfigurationError` that names the first wrong one. */
export const checkOptions = (options: ClientOptions): CheckedOptions => {
  checkText('clientId', options.clientId);
  checkText('clientSecret', options.clientSecret);
  checkAddress('url', options.url);
  checkCertificate(options.certificate);
  for (const name of ['apiUrl', 'documentationUrl'] as const) {
    const address = options[name];
    if (address !== undefined) checkAddress(name, address);
  }
  const { contract = 'avista', timeoutSeconds = 30, maxWaitSeconds = 60 } = options;
  if (!Object.hasOwn(tokenPaths, contract)) throw new ConfigurationError('contract', 'must be avista or pix');
  if (!(timeoutSeconds > 0)) throw new ConfigurationError('timeoutSeconds', 'must be more than 0');
  if (!(maxWaitSeconds >= 0)) throw new ConfigurationError('maxWaitSeconds', 'must be 0 or more');
  return {
    ...options,
    contract,
    apiUrl: options.apiUrl ?? options.url,
    timeoutSeconds,
    maxWaitSeconds,
    onProblem: options.onProblem ?? (() => undefined),
    timing: { ...usualTiming, ...options.timing },
  };
};

const checkText = (option: string, value: unknown): void => {
  if (typeof value !== 'string' || value === '')
    throw new ConfigurationError(option, 'is missing: pass a string that is not empty');
};

// A secret or token in a plain HTTP request can be read on the way.
const checkAddress = (option: string, value: unknown): void => {
  checkText(option, value);
  const address = URL.canParse(String(value)) ? new URL(String(value)) : null;
  if (address?.protocol !== 'https:')
    throw new ConfigurationError(option, 'must be an address that begins with https://');
};

const checkCertificate = (certificate: unknown): void => {
  const named = typeof certificate === 'object' && certificate !== null;
  if (!named || (!('pfxFile' in certificate) && !('certFile' in certificate && 'keyFile' in certificate)))
    throw new ConfigurationError('certificate', 'must have certFile and keyFile, or pfxFile');
  if ('pfxFile' in certificate) checkText('certificate.pfxFile', certificate.pfxFile);
  else
    for (const name of ['certFile', 'keyFile'] as const) checkText(`certificate.${name}`, certificate[name]);
};
