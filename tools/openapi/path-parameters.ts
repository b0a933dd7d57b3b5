import { z } from 'zod';

const pathParameters: Readonly<Record<string, z.ZodString>> = {
  account: z.string().meta({ description: 'The id of the account.', examples: ['7'] }),
  clientId: z.string().meta({ examples: ['account-7-1a2b3c4d'] }),
  secretId: z.string().meta({ examples: ['12'] }),
  fingerprint: z.string().meta({
    description: 'SHA-256 of the DER in hex: all digits, or at least the first 8.',
    examples: ['3f2a9c0d1e5b7a88'],
  }),
  kid: z.string().meta({ examples: ['hs-20261129'] }),
  username: z.string().meta({ examples: ['ana@loja.example'] }),
  approval: z.string().meta({ description: 'The id of the request.', examples: ['5'] }),
  recipient: z.string().meta({ description: 'The id of the recipient.', examples: ['3'] }),
  delivery: z.string().meta({ description: 'The id of the delivery.', examples: ['12'] }),
  api: z.string().meta({ description: 'The name of the API.', examples: ['pix'] }),
  requestId: z.string().meta({
    description: '`requestId` in the error, or the header `X-Request-Id`.',
    examples: ['00112233445566778899aabbccddeeff'],
  }),
  realm: z.string().meta({
    description: 'The name of the realm (`PORTARIA_REALM_NAME`).',
    examples: ['apiax'],
  }),
};

/** Returns the parameters of a path, for `requestParams`; throws when one is not described. */
export const pathParametersIn = (path: string): { readonly path?: z.ZodObject } => {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  if (names.length === 0) return {};
  const described = names.map((name) => {
    const schema = pathParameters[name];
    if (!schema) throw new Error(`The path parameter ${name} is not described.`);
    return [name, schema] as const;
  });
  return { path: z.object(Object.fromEntries(described)) };
};
