import { adminApi } from '../openapi-admin/api.js';
import { selfServiceApi } from '../openapi-self-service/api.js';
import { tokensDocument } from '../openapi-tokens/document.js';
import { managementDocument } from './management-document.js';

/** The OpenAPI documents by the name of their file. */
export const documents: Readonly<Record<string, () => object>> = {
  admin: () => managementDocument(adminApi),
  'self-service': () => managementDocument(selfServiceApi),
  tokens: tokensDocument,
};
