/**
 * The parameters of one question, as SQL: certificates that do not count, the address or NULL, and
 * the days ahead.
 */
interface Question {
  readonly without: string;
  readonly address: string;
  readonly days: string;
}

/**
 * Returns SQL that tells whether any operator could get a token with `admin:write`, by the
 * conditions of a token request.
 */
const isAnyEligible = ({ without, address, days }: Question): string => `
  EXISTS (
    SELECT FROM account a
    JOIN credential c ON c.account_id = a.id AND c.status = 'active'
      AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp() + ${days} * interval '1 day')
      AND (c.scopes IS NULL OR 'admin:write' = ANY (c.scopes))
    JOIN credential_contract k ON k.credential_id = c.id AND k.contract = 'avista'
    JOIN credential_secret s ON s.credential_id = c.id AND s.retired_at IS NULL
      AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp() + ${days} * interval '1 day')
    JOIN account_certificate l ON l.account_id = a.id AND l.unlinked_at IS NULL
    JOIN certificate x ON x.id = l.certificate_id AND x.revoked_at IS NULL
      AND x.not_before <= clock_timestamp() AND x.not_after > clock_timestamp() + ${days} * interval '1 day'
      AND NOT x.fingerprint = ANY (${without})
      AND (NOT a.tax_id_on_certificate OR x.tax_id = a.tax_id)
    WHERE (${address} IS NULL OR a.networks = '{}' OR ${address} <<= ANY (a.networks))
      AND a.kind = 'operator' AND a.status = 'active' AND 'admin:write' = ANY (a.scopes)
  )`;

/**
 * $1: certificates that do not count; $2: the address of the request, or NULL, because it is not
 * known from where an operator will come; $3: days ahead.
 */
export const anyOperatorEligible = `
  SELECT ${isAnyEligible({ without: '$1::bytea[]', address: '$2::inet', days: '$3' })} AS able`;

const [none, anywhere, today] = [`'{}'::bytea[]`, 'NULL::inet', '0'] as const;

/**
 * The questions of the last-operator rule in one statement. $1: the address of the change, or
 * NULL; $2: days ahead.
 */
export const eligibleOperators = `
  SELECT ${isAnyEligible({ without: none, address: anywhere, days: today })} AS now,
         ${isAnyEligible({ without: none, address: '$1::inet', days: today })} AS "fromAddress",
         ${isAnyEligible({ without: none, address: anywhere, days: '$2::integer' })} AS later`;
