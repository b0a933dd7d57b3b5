import { z } from 'zod';
import { operatorRoleNames } from '../core/accounts/operator-role.js';
import { InvalidRequest } from '../http/problem-details/invalid-request.js';
import { customSecretField } from '../http/problem-details/secret-fields.js';
import type { CreateOperatorInput, OperatorCertificate } from '../management/onboarding/create-operator.js';
import { handOverZipInput } from './certificate-fields.js';

/** The body that creates an operator, with exactly one of `pem`, `csr` and `bundle`. */
export const newOperator = z.strictObject({
  name: z.string(),
  role: z.enum(operatorRoleNames).exactOptional(),
  scopes: z.array(z.string()).exactOptional(),
  networks: z.array(z.string()).exactOptional(),
  clientSecret: customSecretField.exactOptional(),
  pem: z.string().exactOptional(),
  shared: z.boolean().exactOptional(),
  csr: z.string().exactOptional(),
  days: z.number().exactOptional(),
  bundle: handOverZipInput.omit({ csr: true, days: true }).exactOptional(),
});

type NewOperator = z.infer<typeof newOperator>;

/** Returns the input of the use case. Throws `InvalidRequest` for a body that names no one certificate. */
export const operatorInputOf = (body: NewOperator): CreateOperatorInput => {
  const { name, role, scopes, networks, clientSecret } = body;
  return {
    name,
    ...(role !== undefined && { role }),
    ...(scopes && { scopes }),
    ...(networks && { networks }),
    ...(clientSecret && { secret: clientSecret }),
    ...certificateOf(body),
  };
};

const certificateOf = ({ pem, csr, bundle, shared, days }: NewOperator): OperatorCertificate => {
  if ([pem, csr, bundle].filter((one) => one !== undefined).length !== 1)
    throw problem('csr', 'send one of csr (a request to sign), pem (an existing certificate) and bundle');
  if (pem === undefined && shared !== undefined) throw problem('shared', 'is only for pem. Leave it out');
  if (pem !== undefined && days !== undefined)
    throw problem(
      'days',
      'is only for csr and bundle. Leave it out: the certificate says how long it is valid',
    );
  const validity = days === undefined ? {} : { days };
  if (pem !== undefined) return { pem, ...(shared !== undefined && { shared }) };
  return csr === undefined ? { handOver: { ...bundle, ...validity } } : { request: csr, ...validity };
};

const problem = (field: string, message: string): InvalidRequest => new InvalidRequest([{ field, message }]);
