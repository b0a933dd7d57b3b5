/**
 * Why the gateway refuses a change or an input: the sentences of its rules, as it says them. The console finds them in its answers
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
    'the account of the operator who asked has changed since, or may not make this change any more with the credential and certificate that they asked with. Ask again',
  requestChanged:
    'the request is not what was asked for: it was changed in the database, or sealed under another pepper. Verify the audit trail, then ask for the change again',
  notTheirs: 'only the operator who asked may withdraw it. To end it, reject it with a reason',
  storedSecret:
    'a change that waits for approval is stored, and a secret is not. Leave it out: one is generated, and the operator who approves gets it',
  cnpj: 'must be a CNPJ: 12 letters or digits, then 2 digits',
  emptyReason: 'must not be empty: the operator who asked reads it',
  oneLine: 'must be one line of text without control characters and invisible characters',
  network: 'must be an IP network such as 203.0.113.0/24 or 2001:db8::/32',
  username: 'must be 3 to 128 letters, digits and . @ _ + -',
  privateKeyGiven:
    'this contains a private key, which must stay secret. Give only the certificate. Nothing was stored',
  privateKeyForRequest:
    'this contains a private key, which must stay secret. Generate a new key, and give only the signing request. Nothing was stored',
  pkcs12: 'this is a PKCS#12 file (.p12 or .pfx), which contains a private key. The key must stay secret',
  pkcs7: 'this is a PKCS#7 file (.p7b)',
  requestGiven:
    'this is a certificate signing request. Give the certificate that a CA issued for it, or have the gateway sign it',
  publicKey: 'this is a public key. Give the certificate that contains it',
  publicKeyForRequest:
    'this is a public key, which proves nothing. Give a signing request that is signed with its private key',
  certificateGiven: 'this is a certificate, not a signing request. Give a certificate signing request',
  notOnePem: 'It must be one X.509 certificate in PEM',
  linkedHere: 'it is already linked to this account',
  noCertificate: 'the account has no linked certificate. Link the certificate first',
  contractChanged: 'another change happened at the same time. Check the credential and try again',
  linkedElsewhere: 'If both accounts should have it, link it as shared',
  untrusted: 'no client CA signed it, so the TLS listener never accepts it',
  noIntermediate:
    'its issuer is not a client CA: the TLS listener accepts it only if the client sends the intermediate certificates',
  noClientCas:
    'the gateway has no list of client CAs, so it was not checked whether the TLS listener accepts it',
  selfSigned: 'it is self-signed: the TLS listener accepts it only when the client CAs of NGINX contain it',
  explicitCurve: 'its key writes out its curve instead of naming it',
  noClientAuth: 'its extended key usage does not name clientAuth itself',
  noSignatures: 'its key usage has neither digitalSignature nor keyAgreement',
  unknownExtension: 'it has a critical extension that OpenSSL does not know',
  weakSignature: 'its CA signed it with SHA-1 or MD5',
  expired: 'it expired on ',
  notYetValid: 'it is valid only from ',
  notForClients: 'its extended key usage has no clientAuth, so it is not for clients',
  caGiven: 'it is a CA certificate (CA:true): give the client certificate that it signed',
  otherCnpj: ", and the account's is ",
  chainGiven: 'you gave a chain, of which only the client certificate is used',
  keyLeaked: 'a certificate with its key was revoked because the key was compromised: generate a new key',
} as const;
