import {
  type CaKeyType,
  caKeyTypes,
  type CertificateAuthority,
  type StoredCa,
} from '../../core/ca/certificate-authority.js';
import { hourMs } from '../../core/shared/durations.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { daysAfter, parseDays } from '../days.js';
import { invalid, parseName as anyName } from '../fields.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { activateCa } from './activate-ca.js';

const defaultDays = 3650;
const daysMax = 36_500;
/** Clocks elsewhere lag: a certificate that the authority signs at once must be valid there. */
const earlierMs = hourMs;
/** The limit of RFC 5280, ub-common-name. */
const nameCharactersMax = 64;
const keyTypeStandard: CaKeyType = 'p-256';

export interface CreateCaInput {
  readonly name?: string;
  readonly days?: number;
  readonly keyType?: string;
  /** Creates the authority even if another one signs; that one is retired. */
  readonly replace?: boolean;
}

/**
 * Creates the gateway's own certificate authority: a root that signs client certificates and
 * nothing else.
 */
export class CreateCa implements UseCase<CreateCaInput, StoredCa> {
  readonly action = 'ca.create';

  constructor(private readonly certificateAuthority: CertificateAuthority) {}

  targetsOf() {
    return {};
  }

  async prepare(input: CreateCaInput, database: Reads): Promise<PreparedChange<StoredCa>> {
    const { name = 'Portaria Client CA', days = defaultDays, keyType, replace = false } = input;
    const parameters = { name: parseCommonName(name), keyType: parseKeyType(keyType) };
    const until = parseDays(days, daysMax);
    // The key is generated before any lock is taken, because an RSA key takes time.
    const now = await database.read((tx) => tx.now());
    const notBefore = new Date(now.getTime() - earlierMs);
    const ca = await this.certificateAuthority.make({
      ...parameters,
      notBefore,
      notAfter: daysAfter(now, until),
    });
    return { kind: 'changes', run: (tx) => activateCa(tx, ca, replace) };
  }
}

const parseCommonName = (text: string): string => {
  const known = anyName(text);
  if (Array.from(known).length > nameCharactersMax)
    throw invalid('name', `must be at most ${String(nameCharactersMax)} characters long`);
  return known;
};

const parseKeyType = (text: string = keyTypeStandard): CaKeyType => {
  const known = caKeyTypes.find((type) => type === text);
  if (!known) throw invalid('key type', `must be one of ${caKeyTypes.join(', ')}`);
  return known;
};
