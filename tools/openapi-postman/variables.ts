/** The variables of the collection that stand for parts of paths. */

const byName: Readonly<Record<string, string>> = {
  account: 'account',
  clientId: 'credential',
  secretId: 'secret',
  fingerprint: 'certificate',
  kid: 'key',
  username: 'user',
  recipient: 'recipient',
  delivery: 'delivery',
  approval: 'approval',
  requestId: 'request',
  api: 'api',
  realm: 'realm',
};

/** What an operation does that ends something, as the first word of its id. */
const ending = /^(?:disable|remove|revoke|suspend|unlink)(?=[A-Z])/;

/**
 * Returns the variables for the parameters of a path, in their order. What an operation ends has a variable of its own,
 * such as `certificateToRevoke`, that no response fills: a run of a whole folder must not revoke what its lists found.
 */
export const variablesFor = (path: string, names: readonly string[], operationId: string): string[] => {
  const [verb] = ending.exec(operationId) ?? [];
  return names.map((name, index) => {
    const variable = variableFor(path, name);
    return verb !== undefined && index === names.length - 1 ? toEnd(variable, verb) : variable;
  });
};

const toEnd = (variable: string, verb: string): string =>
  `${variable}To${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;

const variableFor = (path: string, name: string): string => {
  if (path.includes('/client-cas/')) return 'clientCa';
  if (path.includes('/cas/')) return 'ca';
  const variable = byName[name];
  if (variable === undefined) throw new Error(`The collection has no variable for ${name} of ${path}.`);
  return variable;
};

/** What a successful response tells of what the next requests are about: variables, each with the place of its value. */
export const savedFrom: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  createAccount: { account: 'id' },
  createCredential: { credential: 'clientId', secret: 'credential.secrets.0.id' },
  addSecret: { secret: 'credential.secrets.0.id' },
  listCertificates: { certificate: 'items.0.fingerprint' },
  listCas: { ca: 'items.0.fingerprint' },
  listClientCas: { clientCa: 'items.0.fingerprint' },
  rotateKey: { key: 'kid' },
  createRealmUser: { user: 'username' },
  listOwnCredentials: { credential: 'items.0.clientId' },
  rotateOwnSecret: { secret: 'credential.secrets.1.id' },
  createNoticeRecipient: { recipient: 'id' },
  listNoticeDeliveries: { delivery: 'items.0.id' },
  listApis: { api: 'items.0.name' },
  listRefusals: { request: 'items.0.requestId' },
  listOwnRefusals: { request: 'items.0.requestId' },
};

/** What is not true any more after a successful response: the token that was kept has ended. */
export const forgottenAfter: Readonly<Record<string, string>> = {
  revokeToken: 'merchantTokenEnds',
  endSession: 'operatorTokenEnds',
};

/** What these variables are before a response told them: well formed, and of nothing that there is. */
const unknown: Readonly<Record<string, string>> = {
  account: '999999',
  credential: 'account-999999-00000000',
  secret: '999999',
  certificate: '0'.repeat(64),
  ca: '0'.repeat(64),
  clientCa: '0'.repeat(64),
  key: 'hs-0000000000000000',
  user: 'unknown@loja.example',
  recipient: '999999',
  delivery: '999999',
  approval: '999999',
  request: '0'.repeat(32),
  realm: 'apiax',
  api: 'unknown',
};

const ended = [
  ['account', 'suspend'],
  ['credential', 'revoke'],
  ['secret', 'revoke'],
  ['certificate', 'revoke'],
  ['certificate', 'unlink'],
  ['clientCa', 'remove'],
  ['key', 'revoke'],
  ['user', 'disable'],
  ['recipient', 'remove'],
] as const;

/** All variables of the collection, with the values that they have at first. What is ended is what the user fills in. */
export const initialValues: Readonly<Record<string, string>> = {
  ...unknown,
  ...Object.fromEntries(
    ended.map(([variable, verb]) => [toEnd(variable, verb), unknown[variable] ?? ''] as const),
  ),
};
