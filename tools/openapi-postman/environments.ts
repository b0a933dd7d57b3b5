type Addresses = Readonly<Record<'tlsUrl' | 'adminUrl', string>>;

/** What the user fills in. Postman masks secrets, and does not share their current values. */
const toFillIn = {
  clientId: 'default',
  clientSecret: 'secret',
  operatorClientId: 'default',
  operatorClientSecret: 'secret',
  username: 'default',
  password: 'secret',
} as const;

const environmentOf = (name: string, addresses: Addresses): object => ({
  name,
  values: [
    ...Object.entries(addresses).map(([key, value]) => ({ key, value, type: 'default', enabled: true })),
    ...Object.entries(toFillIn).map(([key, type]) => ({ key, value: '', type, enabled: true })),
  ],
  _postman_variable_scope: 'environment',
});

/** The environments of the collection, by the name of their file. */
export const postmanEnvironments: Readonly<Record<string, object>> = {
  local: environmentOf('Portaria, local stack', {
    tlsUrl: 'https://localhost:8443',
    adminUrl: 'https://localhost:9443',
  }),
  production: environmentOf('Portaria, production', {
    tlsUrl: 'https://auth.example.com',
    adminUrl: 'https://admin.auth.example.com',
  }),
};
