import { z } from 'zod';
import { toOauthRefusalResponse } from '../../src/contracts/oauth-refusals.js';
import type { ContractErrors } from './error-table.js';

const oauthError = z
  .object({
    error: z.string().meta({ description: 'A stable code that your program may compare.' }),
    error_description: z.string(),
  })
  .meta({ id: 'OauthError', description: 'RFC 6749 section 5.2.' });

/** The errors of the contracts that answer as OAuth 2.0 does. */
export const oauthErrors: ContractErrors = {
  toResponse: toOauthRefusalResponse,
  schema: oauthError,
  read: (body) => {
    const { error: code, error_description: sentence } = oauthError.parse(body);
    return { code, sentence };
  },
};
