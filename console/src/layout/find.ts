import { ApiError } from '../api/api-error.js';
import { api, bodyOf } from '../api/client.js';

export interface Found {
  readonly kind: 'account' | 'credential' | 'certificate' | 'refusal';
  /** What is shown of it. */
  readonly text: string;
  /** Where it is in the console. */
  readonly to: string;
}

const requestId = /^[0-9a-f]{32}$/;
const fingerprint = /^[0-9a-f]{8,64}$/;
/** A CNPJ, numeric or alphanumeric, without punctuation. */
const taxId = /^[0-9A-Z]{12}[0-9]{2}$/;
const clientId = /^[A-Za-z0-9._-]{3,64}$/;
const accountsShown = '6';

/**
 * Finds whatever a support call brings: each question that the text may be is asked at once.
 *
 * @throws ApiError when a question fails for another reason than that nothing is found
 */
export const find = async (typed: string): Promise<readonly Found[]> => {
  const text = typed.trim();
  const hex = text.toLowerCase().replaceAll(':', '');
  const questions: Promise<readonly Found[]>[] = [accounts({ name: text })];
  const cnpj = text.toUpperCase().replaceAll(/[./-]/g, '');
  if (taxId.test(cnpj)) questions.push(accounts({ taxId: cnpj }));
  if (requestId.test(hex)) questions.push(refusals(hex));
  if (fingerprint.test(hex)) questions.push(certificate(hex));
  if (clientId.test(text)) questions.push(credential(text));
  return (await Promise.all(questions.map(orNothing))).flat();
};

/** An id that nothing has, or that several things begin with, is nothing found. */
const orNothing = (question: Promise<readonly Found[]>): Promise<readonly Found[]> =>
  question.catch((error: unknown) => {
    if (error instanceof ApiError && [400, 404, 409, 422].includes(error.status)) return [];
    throw error;
  });

const accounts = async (query: { name: string } | { taxId: string }): Promise<readonly Found[]> => {
  const { items } = await bodyOf(
    api.GET('/api/admin/accounts', { params: { query: { ...query, limit: accountsShown } } }),
  );
  return items.map(({ id, name }) => ({ kind: 'account', text: `${name} (${id})`, to: `/accounts/${id}` }));
};

const refusals = async (id: string): Promise<readonly Found[]> => {
  const { items } = await bodyOf(
    api.GET('/api/admin/refusals/{requestId}', { params: { path: { requestId: id } } }),
  );
  return items
    .slice(0, 1)
    .map(({ reason }) => ({ kind: 'refusal', text: `${id}: ${reason}`, to: `/rejected?id=${id}` }));
};

const certificate = async (digits: string): Promise<readonly Found[]> => {
  const found = await bodyOf(
    api.GET('/api/admin/certificates/{fingerprint}', { params: { path: { fingerprint: digits } } }),
  );
  return [{ kind: 'certificate', text: found.subject, to: `/certificates/${found.fingerprint}` }];
};

const credential = async (id: string): Promise<readonly Found[]> => {
  const { accountId } = await bodyOf(
    api.GET('/api/admin/credentials/{clientId}', { params: { path: { clientId: id } } }),
  );
  return [{ kind: 'credential', text: id, to: `/accounts/${accountId}?tab=credentials` }];
};
