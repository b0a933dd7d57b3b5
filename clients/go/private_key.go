package portaria

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"hash"
	"strings"

	"golang.org/x/crypto/pbkdf2"
)

var errWrongPassphrase = errors.New("the passphrase is wrong")

// privateKeyIn reads the first private key of a PEM file.
func privateKeyIn(text []byte, passphrase string) (crypto.PrivateKey, error) {
	block, rest := pem.Decode(text)
	for block != nil && !strings.HasSuffix(block.Type, "PRIVATE KEY") {
		block, rest = pem.Decode(rest)
	}
	if block == nil {
		return nil, errors.New("it has no private key in PEM")
	}
	der, err := decrypted(block, passphrase)
	if err != nil {
		return nil, err
	}
	for _, parse := range []func([]byte) (any, error){
		x509.ParsePKCS8PrivateKey,
		func(der []byte) (any, error) { return x509.ParseECPrivateKey(der) },
		func(der []byte) (any, error) { return x509.ParsePKCS1PrivateKey(der) },
	} {
		if key, err := parse(der); err == nil {
			return key, nil
		}
	}
	return nil, errors.New("its private key is damaged or of an unknown type")
}

func decrypted(block *pem.Block, passphrase string) ([]byte, error) {
	old := x509.IsEncryptedPEMBlock(block) //nolint:staticcheck // what older OpenSSL writes
	if !old && block.Type != "ENCRYPTED PRIVATE KEY" {
		return block.Bytes, nil
	}
	if passphrase == "" {
		return nil, errors.New("it is encrypted: pass its passphrase")
	}
	if !old {
		return decryptPKCS8(block.Bytes, passphrase)
	}
	der, err := x509.DecryptPEMBlock(block, []byte(passphrase)) //nolint:staticcheck // as above
	if err != nil {
		return nil, errWrongPassphrase
	}
	return der, nil
}

// The encryption of a private key with a passphrase: RFC 5958 and RFC 8018, PBES2 with PBKDF2.
type encryptedPrivateKey struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

type pbes2 struct {
	KeyDerivation pkix.AlgorithmIdentifier
	Cipher        pkix.AlgorithmIdentifier
}

type pbkdf2Parameters struct {
	Salt       []byte
	Iterations int
	KeyLength  int                      `asn1:"optional"`
	Hash       pkix.AlgorithmIdentifier `asn1:"optional"`
}

type blockCipher struct {
	keyLength int
	open      func([]byte) (cipher.Block, error)
}

var (
	oidPBES2      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidHMACSHA256 = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}
	oidAES256CBC  = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}

	hashes = map[string]func() hash.Hash{
		"":                     sha1.New, // the default of RFC 8018
		"1.2.840.113549.2.7":   sha1.New,
		oidHMACSHA256.String(): sha256.New,
		"1.2.840.113549.2.10":  sha512.New384,
		"1.2.840.113549.2.11":  sha512.New,
	}
	ciphers = map[string]blockCipher{
		"1.2.840.113549.3.7":      {24, des.NewTripleDESCipher},
		"2.16.840.1.101.3.4.1.2":  {16, aes.NewCipher},
		"2.16.840.1.101.3.4.1.22": {24, aes.NewCipher},
		oidAES256CBC.String():     {32, aes.NewCipher},
	}
)

var errUnusual = errors.New("it is encrypted in an unusual way: write it again with openssl pkcs8 -topk8 -v2 aes-256-cbc")

func decryptPKCS8(der []byte, passphrase string) ([]byte, error) {
	var info encryptedPrivateKey
	if _, err := asn1.Unmarshal(der, &info); err != nil {
		return nil, errors.New("its private key is damaged")
	}
	block, iv, err := cipherOf(info.Algorithm, passphrase)
	if err != nil {
		return nil, err
	}
	size := block.BlockSize()
	if len(info.Data) == 0 || len(info.Data)%size != 0 {
		return nil, errors.New("its private key is damaged")
	}
	plain := make([]byte, len(info.Data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, info.Data)
	padding := int(plain[len(plain)-1])
	if padding == 0 || padding > size {
		return nil, errWrongPassphrase
	}
	end := len(plain) - padding
	if !bytes.Equal(plain[end:], bytes.Repeat([]byte{byte(padding)}, padding)) {
		return nil, errWrongPassphrase
	}
	// Padding may look right by chance.
	var sequence asn1.RawValue
	if rest, err := asn1.Unmarshal(plain[:end], &sequence); err != nil || len(rest) > 0 {
		return nil, errWrongPassphrase
	}
	return plain[:end], nil
}

func cipherOf(algorithm pkix.AlgorithmIdentifier, passphrase string) (cipher.Block, []byte, error) {
	var (
		scheme     pbes2
		derivation pbkdf2Parameters
		iv         []byte
	)
	if !readParameters(algorithm, oidPBES2, &scheme) ||
		!readParameters(scheme.KeyDerivation, oidPBKDF2, &derivation) ||
		!readParameters(scheme.Cipher, scheme.Cipher.Algorithm, &iv) {
		return nil, nil, errUnusual
	}
	newHash, knownHash := hashes[derivation.Hash.Algorithm.String()]
	kind, knownCipher := ciphers[scheme.Cipher.Algorithm.String()]
	if !knownHash || !knownCipher || derivation.Iterations < 1 {
		return nil, nil, errUnusual
	}
	key := pbkdf2.Key([]byte(passphrase), derivation.Salt, derivation.Iterations, kind.keyLength, newHash)
	block, err := kind.open(key)
	if err != nil || len(iv) != block.BlockSize() {
		return nil, nil, errUnusual
	}
	return block, iv, nil
}

func readParameters(algorithm pkix.AlgorithmIdentifier, wanted asn1.ObjectIdentifier, into any) bool {
	if !algorithm.Algorithm.Equal(wanted) {
		return false
	}
	_, err := asn1.Unmarshal(algorithm.Parameters.FullBytes, into)
	return err == nil
}

const pbkdf2Iterations = 600_000

// encryptPKCS8 encrypts a private key with AES-256, in a form that OpenSSL and Java read.
func encryptPKCS8(der []byte, passphrase string) ([]byte, error) {
	random := make([]byte, 16+aes.BlockSize)
	if _, err := rand.Read(random); err != nil {
		return nil, err
	}
	salt, iv := random[:16], random[16:]
	derivation := pbkdf2Parameters{
		Salt:       salt,
		Iterations: pbkdf2Iterations,
		Hash:       pkix.AlgorithmIdentifier{Algorithm: oidHMACSHA256, Parameters: asn1.NullRawValue},
	}
	algorithm, err := withParameters(oidPBKDF2, derivation)
	if err != nil {
		return nil, err
	}
	encryption, err := withParameters(oidAES256CBC, iv)
	if err != nil {
		return nil, err
	}
	scheme, err := withParameters(oidPBES2, pbes2{algorithm, encryption})
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(pbkdf2.Key([]byte(passphrase), salt, pbkdf2Iterations, 32, sha256.New))
	if err != nil {
		return nil, err
	}
	padding := aes.BlockSize - len(der)%aes.BlockSize
	data := append(append([]byte{}, der...), bytes.Repeat([]byte{byte(padding)}, padding)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(data, data)
	return asn1.Marshal(encryptedPrivateKey{scheme, data})
}

func withParameters(oid asn1.ObjectIdentifier, parameters any) (pkix.AlgorithmIdentifier, error) {
	der, err := asn1.Marshal(parameters)
	return pkix.AlgorithmIdentifier{Algorithm: oid, Parameters: asn1.RawValue{FullBytes: der}}, err
}
