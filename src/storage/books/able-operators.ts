/**
 * Whether anybody could get a token with `admin:write` now, by what the corridor asks for the contract that operators use.
 * $1: certificates that are not to count; $2: the address from which it has to come, or NULL, since nobody knows from where an
 * operator will come; $3: in how many days.
 */
export const anyOperatorAble = `
  SELECT EXISTS (
    SELECT FROM account a
    JOIN credential c ON c.account_id = a.id AND c.status = 'active'
      AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp() + $3 * interval '1 day')
      AND (c.scopes IS NULL OR 'admin:write' = ANY (c.scopes))
    JOIN credential_contract k ON k.credential_id = c.id AND k.contract = 'avista'
    JOIN credential_secret s ON s.credential_id = c.id AND s.retired_at IS NULL
      AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp() + $3 * interval '1 day')
    JOIN account_certificate l ON l.account_id = a.id AND l.unlinked_at IS NULL
    JOIN certificate x ON x.id = l.certificate_id AND x.revoked_at IS NULL
      AND x.not_before <= clock_timestamp() AND x.not_after > clock_timestamp() + $3 * interval '1 day'
      AND NOT x.fingerprint = ANY ($1::bytea[])
      AND (NOT a.tax_id_on_certificate OR x.tax_id = a.tax_id)
    WHERE ($2::inet IS NULL OR a.networks = '{}' OR $2::inet <<= ANY (a.networks))
      AND a.kind = 'operator' AND a.status = 'active' AND 'admin:write' = ANY (a.scopes)
  ) AS able`;
