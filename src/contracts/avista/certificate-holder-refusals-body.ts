import type { CertificateHolderRefusal } from '../../core/refusals/certificate-holder-refusals.js';
import { explainReason } from '../../core/refusals/explain-reason.js';
import type { RefusalExplanation } from '../../core/refusals/refusal-explanations.js';
import type { RequestId } from '../../core/shared/ids.js';
import type { Language } from '../../core/shared/language.js';

/**
 * `CertificateHolderRefusalsBody`: why a request was rejected. `items` is empty where the cause may not be said.
 */
export interface CertificateHolderRefusalsBody {
  readonly requestId: RequestId;
  readonly items: readonly (RefusalExplanation & {
    readonly at: string;
    readonly contract: string;
    readonly reason: string;
  })[];
  readonly hint?: string;
}

/** One text for every cause for which nothing may be said: it must not tell one from another. */
const notSaid: Readonly<Record<Language, string>> = {
  en:
    'You get the cause here only with a certificate that the gateway accepts and that is linked to exactly one account, ' +
    'for a client of that account, and from a network of that account. GET /api/auth/whoami says whether the ' +
    'certificate is accepted and linked. Check the client id too: it is case-sensitive. If that does not help, ' +
    'send the requestId to the operator of the gateway.',
  'pt-BR':
    'A causa só é informada aqui para um certificado que o gateway aceita e que está vinculado a uma só conta, ' +
    'quando um cliente dessa conta foi rejeitado, e a partir de uma rede dessa conta. GET /api/auth/whoami diz se ' +
    'este certificado é aceito e está vinculado. Confira também o client id, que diferencia maiúsculas de minúsculas. Caso contrário, informe o requestId ao operador do gateway.',
};

/** `null`: the cause may not be said. */
export const toCertificateHolderRefusalsBody = (
  requestId: RequestId,
  found: readonly (CertificateHolderRefusal | null)[],
  language: Language,
): CertificateHolderRefusalsBody => {
  const items = found
    .filter((refusal) => refusal !== null)
    .map(({ at, contract, reason }) => ({
      at: at.toISOString(),
      contract,
      reason,
      ...explainReason('merchant', reason, language),
    }));
  return { requestId, items, ...(items.length === 0 && { hint: notSaid[language] }) };
};
