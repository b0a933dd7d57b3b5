package portaria

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
)

// newKey is a private key and the signing request for it, both in PEM.
type newKey struct {
	keyPEM []byte
	csrPEM []byte
}

// makeNewKey makes a P-256 key and a signing request. The gateway takes only the public key of it, so the subject
// says nothing.
func makeNewKey(passphrase string) (newKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return newKey{}, err
	}
	request := &x509.CertificateRequest{Subject: pkix.Name{CommonName: "renewal"}}
	csr, err := x509.CreateCertificateRequest(rand.Reader, request, key)
	if err != nil {
		return newKey{}, err
	}
	kind := "PRIVATE KEY"
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err == nil && passphrase != "" {
		kind = "ENCRYPTED PRIVATE KEY"
		der, err = encryptPKCS8(der, passphrase)
	}
	return newKey{
		keyPEM: pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}),
		csrPEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: csr}),
	}, err
}
