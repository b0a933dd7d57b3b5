import type { paths } from '../../api/schema.js';

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** What the form of a check holds. */
export interface CheckedRequest {
  readonly method: string;
  readonly path: string;
  readonly with: 'token' | 'claims';
  readonly token: string;
  readonly certificate: 'own' | 'none' | 'other';
  readonly fingerprint: string;
  /** With spaces between them. */
  readonly scopes: string;
  readonly audience: string;
  readonly bound: boolean;
}

export const unchecked: CheckedRequest = {
  method: 'GET',
  path: '',
  with: 'token',
  token: '',
  certificate: 'own',
  fingerprint: '',
  scopes: '',
  audience: '',
  bound: true,
};

type Question = paths['/api/admin/apis/{api}/check']['post']['requestBody']['content']['application/json'];

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** Returns the body of the request. A token is often copied with the word before it. */
export const toQuestion = (typed: CheckedRequest): Question => {
  const { method, path } = typed;
  if (typed.with === 'claims')
    return {
      method,
      path,
      claims: { scopes: words(typed.scopes), audience: typed.audience.trim() || null, bound: typed.bound },
    };
  const token = typed.token.trim().replace(/^Bearer\s+/i, '');
  if (typed.certificate === 'own') return { method, path, token };
  const fingerprint = typed.fingerprint.replaceAll(/[\s:]/g, '').toLowerCase();
  return { method, path, token, certificate: typed.certificate === 'none' ? null : fingerprint };
};
