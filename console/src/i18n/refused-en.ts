/**
 * Why the gateway refuses a change: the sentences of its rules, as it says them. The console finds them in its answers
 * and shows them in its own language. `test/law/console-refusals.test.ts` compares them with the rules.
 */
export const refusedEn = {
  lastOperator:
    'no other operator could get a token with admin:write for a week, from the address of this request. First give another operator a credential and a certificate',
  lastOperatorsCa:
    'without it, NGINX might accept no operator with admin:write. First link an operator a certificate of another CA, and add that CA to the client CAs (client-ca import, client-ca add)',
  lastClientCa: 'it is the last client CA, and NGINX does not start without one. Add another first',
  credentialRevoked: 'the credential is revoked permanently. Create another',
  keyCompromised: 'the certificate is revoked for keyCompromise, which is permanent',
  keyReused: 'a certificate with this key was revoked because the key was compromised. Generate a new key',
  noCa: 'the gateway has no CA yet. Create or import one first',
  ownRequest: 'the operator who asked cannot decide about it. Another operator does, or withdraw it',
  sameCertificate: 'the operator who asked has the same certificate. Another operator approves it',
  laterOperator: 'only an operator who was one before it was asked for may approve it',
  askerLost:
    'the operator who asked may not make this change any more, with the credential and certificate that they asked with. Another operator asks again',
  requestChanged:
    'the request is not what was asked for: it was changed in the database, or sealed under another pepper. Verify the audit trail, then ask for the change again',
  notTheirs: 'only the operator who asked may withdraw it. To end it, reject it with a reason',
  storedSecret:
    'a change that waits for approval is stored, and a secret is not. Leave it out: one is generated, and the operator who approves gets it',
} as const;
