import { checkOptionNames } from './check-option-names.js';
import { GatewayClient } from './gateway-client.js';
import { GatewayMetadata } from './gateway-metadata.js';
import { publicUrl } from './gateway-url.js';
import { Introspection } from './introspection.js';
import { KeySet } from './key-set.js';
import { PortariaVerifier } from './portaria-verifier.js';
import { isJsonObject } from './strict-json.js';
import type { Verifier } from './verifier.js';
import type { VerifierOptions } from './verifier-options.js';

const modes = ['auto', 'introspection', 'offline'];
const headerGrammar = /^[A-Za-z0-9-]+$/;
const ignored = (): void => undefined;

/**
 * Makes a verifier; one for each gateway and API is enough. It sends no request yet: keys and
 * metadata are fetched for the first token. Throws `TypeError` for an option that cannot be used or
 * does not exist, naming it.
 */
export const createVerifier = (options: VerifierOptions): Verifier => {
  checkOptionNames(options);
  const { issuer, certificateFrom = 'connection', onRefused = ignored } = options;
  publicUrl(issuer, 'issuer');
  checkMode(options);
  checkCertificateFrom(certificateFrom);
  const timeoutMs = msOf('timeoutSeconds', options.timeoutSeconds ?? 3, [0.1, 30]);
  const client = new GatewayClient(options.tls ?? {}, timeoutMs);
  const metadata = new GatewayMetadata(issuer, client, cooldownMsOf(options));
  return new PortariaVerifier({
    wanted: {
      issuer,
      audiences: audiencesOf(options),
      clockToleranceSeconds:
        msOf('clockToleranceSeconds', options.clockToleranceSeconds ?? 30, [0, 60]) / 1000,
    },
    keys: keySetFor(options, { client, metadata, timeoutMs }),
    introspection: introspectionFor(options, { client, metadata, timeoutMs }),
    alwaysAsk: options.mode === 'introspection',
    certificateFrom,
    onRefused,
  });
};

interface Connection {
  readonly client: GatewayClient;
  readonly metadata: GatewayMetadata;
  readonly timeoutMs: number;
}

const keySetFor = (options: VerifierOptions, { client, metadata, timeoutMs }: Connection): KeySet => {
  const { keys = {}, jwksUri, onTrouble = ignored } = options;
  const given = jwksUri === undefined ? null : publicUrl(jwksUri, 'jwksUri');
  return new KeySet(async () => given ?? metadata.endpoint('jwks_uri'), client, {
    freshMs: msOf('keys.freshSeconds', keys.freshSeconds ?? 300, [10, 3600]),
    graceMs: msOf('keys.graceSeconds', keys.graceSeconds ?? 3600, [0, 86_400]),
    cooldownMs: cooldownMsOf(options),
    timeoutMs,
    onTrouble,
  });
};

const introspectionFor = (
  { introspection, mode, tls }: VerifierOptions,
  { client, metadata, timeoutMs }: Connection,
): Introspection | null => {
  if (!introspection || mode === 'offline') return null;
  const { endpoint, clientId, clientSecret, cacheSeconds = 0, tls: ownTls } = introspection;
  if (!isText(clientId) || !isText(clientSecret))
    throw new TypeError('introspection: give clientId and clientSecret of the account that runs this API.');
  const given = endpoint === undefined ? null : publicUrl(endpoint, 'introspection.endpoint');
  return new Introspection(
    async () => given ?? metadata.endpoint('introspection_endpoint'),
    ownTls ? new GatewayClient({ ...tls, ...ownTls }, timeoutMs) : client,
    { clientId, clientSecret, cacheMs: msOf('introspection.cacheSeconds', cacheSeconds, [0, 60]) },
  );
};

const cooldownMsOf = ({ keys }: VerifierOptions): number =>
  msOf('keys.cooldownSeconds', keys?.cooldownSeconds ?? 10, [1, 300]);

const audiencesOf = ({ audience }: VerifierOptions): readonly string[] => {
  const audiences = typeof audience === 'string' ? [audience] : audience;
  if (!Array.isArray(audiences) || audiences.length === 0 || !audiences.every(isText))
    throw new TypeError("audience: give the audience of this API's tokens, such as 'api'.");
  return audiences;
};

const checkMode = ({ mode = 'auto', introspection }: VerifierOptions): void => {
  if (!modes.includes(mode)) throw new TypeError(`mode: must be one of ${modes.join(', ')}.`);
  if (mode === 'introspection' && !introspection)
    throw new TypeError('introspection: is needed for the mode introspection.');
};

const checkCertificateFrom = (from: unknown): void => {
  if (from === 'connection' || typeof from === 'function') return;
  if (!isJsonObject(from) || !isText(from['trustedHeader']) || !headerGrammar.test(from['trustedHeader']))
    throw new TypeError("certificateFrom: must be 'connection', { trustedHeader: name } or a function.");
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Converts seconds within bounds to milliseconds. */
const msOf = (name: string, seconds: unknown, [min, max]: readonly [number, number]): number => {
  if (typeof seconds !== 'number' || !(seconds >= min && seconds <= max))
    throw new TypeError(`${name}: must be ${String(min)} to ${String(max)}.`);
  return seconds * 1000;
};
