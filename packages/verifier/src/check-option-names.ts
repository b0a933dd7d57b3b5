import type { TlsMaterial } from './gateway-client.js';
import type { IntrospectionOptions, VerifierOptions } from './verifier-options.js';

type Names<Options> = Readonly<Record<keyof Options, true>>;

const tlsNames: Names<TlsMaterial> = { ca: true, cert: true, key: true };

const keysNames: Names<NonNullable<VerifierOptions['keys']>> = {
  freshSeconds: true,
  graceSeconds: true,
  cooldownSeconds: true,
};

const introspectionNames: Names<IntrospectionOptions> = {
  endpoint: true,
  clientId: true,
  clientSecret: true,
  tls: true,
  cacheSeconds: true,
};

const names: Names<VerifierOptions> = {
  issuer: true,
  audience: true,
  jwksUri: true,
  introspection: true,
  mode: true,
  certificateFrom: true,
  clockToleranceSeconds: true,
  timeoutSeconds: true,
  keys: true,
  tls: true,
  onRefused: true,
  onTrouble: true,
};

/**
 * Throws `TypeError` for an option that does not exist, and names the nearest one that does.
 * Without this check, a program without types would run with the default of an option that it
 * misspelt: `mod: 'introspection'` accepts revoked tokens.
 */
export const checkOptionNames = (options: VerifierOptions): void => {
  check(options, names, '');
  check(options.keys, keysNames, 'keys.');
  check(options.tls, tlsNames, 'tls.');
  check(options.introspection, introspectionNames, 'introspection.');
  check(options.introspection?.tls, tlsNames, 'introspection.tls.');
};

const check = (given: object | undefined, known: object, place: string): void => {
  const all = Object.keys(known);
  const unknown = Object.keys(given ?? {}).find((name) => !all.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(
    `${place}${unknown}: there is no such option. The nearest is ${place}${nearest(unknown, all)}.`,
  );
};

const nearest = (name: string, all: readonly string[]): string =>
  all.reduce((best, one) => (distance(name, one) < distance(name, best) ? one : best));

/** Counts the characters to insert, remove or change (Levenshtein), ignoring case. */
const distance = (left: string, right: string): number => {
  const letters = Array.from(right.toLowerCase());
  let row = [0, ...letters.map((_, index) => index + 1)];
  for (const letter of left.toLowerCase()) {
    let before = (row[0] ?? 0) + 1;
    const next = [before];
    for (const [index, other] of letters.entries()) {
      const changed = (row[index] ?? 0) + (letter === other ? 0 : 1);
      before = Math.min(changed, before + 1, (row[index + 1] ?? 0) + 1);
      next.push(before);
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};
