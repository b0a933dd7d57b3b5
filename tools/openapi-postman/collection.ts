import { type OpenapiDocument, openapiDocument } from './openapi-document.js';
import { requestItem } from './request-item.js';
import { type CollectionEvent, keepToken, type TokenOwner } from './scripts.js';
import { initialValues } from './variables.js';

const merchant: TokenOwner = {
  token: 'merchantToken',
  url: 'tlsUrl',
  clientId: 'clientId',
  clientSecret: 'clientSecret',
};
const operator: TokenOwner = {
  token: 'operatorToken',
  url: 'adminUrl',
  clientId: 'operatorClientId',
  clientSecret: 'operatorClientSecret',
};

/** A folder of the collection: an API, and the token that its requests carry. */
interface ApiFolder {
  readonly document: string;
  readonly name: string;
  readonly owner: TokenOwner;
  /** Whether the requests carry the token; without it they are how a client gets one. */
  readonly withToken: boolean;
}

const folders: readonly ApiFolder[] = [
  { document: 'tokens', name: 'Tokens', owner: merchant, withToken: false },
  { document: 'self-service', name: 'Self-service', owner: merchant, withToken: true },
  { document: 'admin', name: 'Admin', owner: operator, withToken: true },
];

const noAuth = { type: 'noauth' } as const;
const bearer = (variable: string) => ({
  type: 'bearer',
  bearer: [{ key: 'token', value: `{{${variable}}}`, type: 'string' }],
});

const folderOf = (api: ApiFolder, document: OpenapiDocument) => {
  const event: CollectionEvent[] = [keepToken(api.owner)];
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return {
    name: api.name,
    event,
    auth: api.withToken ? bearer(api.owner.token) : noAuth,
    item: document.tags.map(({ name, description }) => ({
      name,
      description,
      item: operations
        .filter(({ operation }) => operation.tags[0] === name)
        .map((one) => requestItem({ ...one, document, url: api.owner.url, asClient: !api.withToken })),
    })),
  };
};

/** Builds the Postman collection (format 2.1) of all documents. */
export const postmanCollection = (documents: Readonly<Record<string, object>>): object => ({
  info: {
    name: 'Portaria',
    description:
      'Made from the OpenAPI documents. Import an environment as well, fill in the client id and the secret, and name the ' +
      'client certificates in the settings of Postman: the merchant’s for the TLS listener, the operator’s for the admin ' +
      'listener. A request that revokes, removes, suspends, unlinks or disables has a variable of its own, such as ' +
      'certificateToRevoke, that you fill in. Others create: run a whole folder only against a local stack.',
    schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
  },
  item: folders.map((api) => folderOf(api, openapiDocument.parse(documents[api.document]))),
  variable: Object.entries(initialValues).map(([key, value]) => ({ key, value, type: 'string' })),
});
