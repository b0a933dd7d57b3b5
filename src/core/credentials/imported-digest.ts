/**
 * Digests of client secrets that another system made and that an import may contain. The cost of
 * checking one was chosen by that system, so a digest whose cost would block the slow hash, or is
 * too low to protect the secret, is refused.
 */
interface Format {
  readonly grammar: RegExp;
  /** Returns what is wrong with the cost in the parameters, or `null`. */
  readonly problem: (parameters: Readonly<Record<string, string | undefined>>) => string | null;
  /** Whether a check costs several times that of a digest of ours (argon2id, 19 MiB, two passes: about 40 ms). */
  readonly isExpensive: (parameters: Readonly<Record<string, string | undefined>>) => boolean;
}

const within = (
  name: string,
  text: string | undefined,
  [least, most]: readonly [number, number],
): string | null => {
  const value = Number(text);
  return value >= least && value <= most ? null : `its ${name} must be ${least} to ${most}`;
};

const iterations = [1000, 2_000_000] as const;
const pbkdf2 = ({ iterations: count }: Readonly<Record<string, string | undefined>>): string | null =>
  within('iterations', count, iterations);

const isExpensivePbkdf2 = ({ iterations: count }: Readonly<Record<string, string | undefined>>): boolean =>
  Number(count) > 300_000;

const formats: readonly Format[] = [
  {
    // The PHC string format of argon2id.
    grammar:
      /^\$argon2id\$v=19\$m=(?<memory>\d{1,7}),t=(?<time>\d{1,3}),p=(?<parallelism>\d{1,2})\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{22,86}$/,
    problem: ({ memory, time, parallelism }) =>
      within('memory in KiB', memory, [1024, 131_072]) ??
      within('time', time, [1, 16]) ??
      within('parallelism', parallelism, [1, 16]),
    isExpensive: ({ memory, time }) => Number(memory) * Number(time) > 4 * 19_456 * 2,
  },
  {
    grammar: /^\$2[aby]\$(?<cost>\d{2})\$[./A-Za-z0-9]{53}$/,
    problem: ({ cost }) => within('cost', cost, [4, 12]),
    isExpensive: ({ cost }) => Number(cost) > 10,
  },
  // PBKDF2 in the PHC string format, and as Python's passlib and Django write it. Digests taken out of
  // other systems (Keycloak) have passlib's form with plain base64: `+` for `.`, and padding.
  {
    grammar:
      /^\$pbkdf2-sha(?<hash>256|512)\$i=(?<iterations>\d{1,7})(,l=\d{1,3})?\$(?<salt>[A-Za-z0-9+/]{11,171}={0,2})\$(?<key>[A-Za-z0-9+/]{27,86}={0,2})$/,
    problem: pbkdf2,
    isExpensive: isExpensivePbkdf2,
  },
  {
    grammar:
      /^\$pbkdf2-sha(?<hash>256|512)\$(?<iterations>\d{1,7})\$(?<salt>[A-Za-z0-9.+/]{11,171}={0,2})\$(?<key>[A-Za-z0-9.+/]{27,86}={0,2})$/,
    problem: pbkdf2,
    isExpensive: isExpensivePbkdf2,
  },
  {
    grammar:
      /^pbkdf2_sha(?<hash>256|512)\$(?<iterations>\d{1,7})\$(?<text>[A-Za-z0-9]{8,128})\$(?<key>[A-Za-z0-9+/]{27,86}={0,2})$/,
    problem: pbkdf2,
    isExpensive: isExpensivePbkdf2,
  },
];

const partsOf = (digest: string): readonly [Format, Readonly<Record<string, string | undefined>>] | null => {
  for (const format of formats) {
    const groups = format.grammar.exec(digest)?.groups;
    if (groups) return [format, groups];
  }
  return null;
};

/** Whether a check of an imported digest costs several times that of a digest of ours. */
export const isExpensiveImported = (digest: string): boolean => {
  const known = partsOf(digest);
  return known !== null && known[0].isExpensive(known[1]);
};

/**
 * Returns what is wrong with a text as an imported digest, in words that follow its name; `null`
 * when nothing is.
 */
export const importedDigestProblem = (text: string): string | null => {
  const known = partsOf(text);
  return known
    ? known[0].problem(known[1])
    : 'is not in a supported format: argon2id in PHC format, bcrypt ($2a$, $2b$, $2y$), or PBKDF2-SHA-256 or -SHA-512 in the format of PHC, passlib or Django';
};

export interface Pbkdf2Digest {
  readonly hash: 'sha256' | 'sha512';
  readonly iterations: number;
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
}

/**
 * Returns the parts of a PBKDF2 digest; `null` for any text that is not a PBKDF2 digest that
 * `importedDigestProblem` accepts.
 */
export const pbkdf2DigestFrom = (digest: string): Pbkdf2Digest | null => {
  const { hash, iterations: count, salt, text, key } = partsOf(digest)?.[1] ?? {};
  if (hash === undefined || key === undefined) return null;
  return {
    hash: hash === '256' ? 'sha256' : 'sha512',
    iterations: Number(count),
    salt: text === undefined ? bytesOf(salt ?? '') : new TextEncoder().encode(text),
    key: bytesOf(key),
  };
};

/** Decodes base64, with or without padding; passlib writes `.` for `+`. */
const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64.replaceAll('.', '+')), (character) => character.charCodeAt(0));
