import { adminOperations } from '../openapi-admin/tags.js';
import { managementDocument } from './management-document.js';

/** The OpenAPI documents by the name of their file. */
export const documents: Readonly<Record<string, object>> = {
  admin: managementDocument({
    title: 'Portaria admin API',
    description:
      'What operators do: accounts, credentials, certificates, keys, rejected requests and the audit trail. It answers on the admin listener only.',
    prefix: '/api/admin',
    tags: adminOperations,
  }),
};
