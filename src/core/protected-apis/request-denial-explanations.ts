import { explainReason } from '../refusals/explain-reason.js';
import type { RefusalExplanation } from '../refusals/refusal-explanations.js';
import { type RefusedTokenReason, refusedTokenReasons } from '../refusals/refused-token.js';
import type { Language } from '../shared/language.js';
import type { RequestDenialReason } from './request-check.js';

/** What is not recorded of requests to APIs, and so has no explanation among those. */
type UnrecordedReason = Exclude<RequestDenialReason, RefusedTokenReason>;

const unrecorded = {
  invalid_token: {
    en: {
      happened: 'The gateway did not issue this token, or the key that signed it is not valid any more.',
      wouldPass: 'A token that this gateway issued, unchanged and complete.',
      next: 'Compare the token with the one in the response of the token endpoint. It may be cut off, or from another environment.',
    },
    'pt-BR': {
      happened: 'O gateway não emitiu este token, ou a chave que o assinou não é mais válida.',
      wouldPass: 'Um token emitido por este gateway, completo e sem alteração.',
      next: 'Compare o token com o da resposta do endpoint de token. Ele pode estar cortado ou ser de outro ambiente.',
    },
  },
  malformed_request: {
    en: {
      happened: 'The path could be read in more than one way, so it has no rule.',
      wouldPass:
        'The path as the OpenAPI document has it, without dot segments, double slashes or double escapes.',
      next: 'Have the program send the path as it is in the document.',
    },
    'pt-BR': {
      happened: 'O caminho pode ser lido de mais de um modo, por isso não tem regra.',
      wouldPass:
        'O caminho como está no documento OpenAPI, sem segmentos de ponto, barras duplas ou escapes duplos.',
      next: 'Faça o programa enviar o caminho como está no documento.',
    },
  },
  not_found: {
    en: {
      happened: 'No rule has this path.',
      wouldPass: 'A path of the OpenAPI document that was imported.',
      next: 'Correct the path in the program. If the API has it, import a document that has it too.',
    },
    'pt-BR': {
      happened: 'Nenhuma regra tem este caminho.',
      wouldPass: 'Um caminho do documento OpenAPI que foi importado.',
      next: 'Corrija o caminho no programa. Se a API tem esse caminho, importe um documento que também o tenha.',
    },
  },
  method_not_allowed: {
    en: {
      happened: 'The path has rules, but none for this method.',
      wouldPass: 'One of the methods of the path.',
      next: 'Correct the method in the program. If the API has the operation, import a document that has it too.',
    },
    'pt-BR': {
      happened: 'O caminho tem regras, mas nenhuma para este método.',
      wouldPass: 'Um dos métodos do caminho.',
      next: 'Corrija o método no programa. Se a API tem a operação, importe um documento que também a tenha.',
    },
  },
} as const satisfies Record<UnrecordedReason, Record<Language, RefusalExplanation>>;

const isRecorded = (reason: RequestDenialReason): reason is RefusedTokenReason =>
  refusedTokenReasons.some((known) => known === reason);

/** Returns in words why a request would not pass, for an operator. */
export const explainDenial = (reason: RequestDenialReason, language: Language): RefusalExplanation =>
  isRecorded(reason) ? explainReason('operator', reason, language) : unrecorded[reason][language];
