package portaria

import (
	"crypto"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"software.sslmate.com/src/go-pkcs12"
)

// identityFiles says where certificate, key and the server's CA are.
type identityFiles struct {
	certificate Certificate
	caFile      string
}

// identity is what the files have in them, checked.
type identity struct {
	certificate tls.Certificate
	// roots are the CAs of the server; nil for those of the machine.
	roots *x509.CertPool
	// digest changes with the content of any of the files.
	digest [sha256.Size]byte
}

type namedFile struct{ option, path string }

func (f identityFiles) names() []namedFile {
	names := []namedFile{{"Certificate.PFXFile", f.certificate.PFXFile}}
	if f.certificate.PFXFile == "" {
		names = []namedFile{{"Certificate.CertFile", f.certificate.CertFile}, {"Certificate.KeyFile", f.certificate.KeyFile}}
	}
	if f.caFile != "" {
		names = append(names, namedFile{"CAFile", f.caFile})
	}
	return names
}

// stamp changes when a file is written or replaced. It is empty while a file is missing.
type stamp []fs.FileInfo

func (f identityFiles) stamp() stamp {
	var infos stamp
	for _, file := range f.names() {
		info, err := os.Stat(file.path)
		if err != nil {
			return stamp{}
		}
		infos = append(infos, info)
	}
	return infos
}

// same compares two stamps. One that is nil was never taken.
func (s stamp) same(other stamp) bool {
	if s == nil || other == nil || len(s) != len(other) {
		return false
	}
	for i, info := range s {
		if !os.SameFile(info, other[i]) || info.Size() != other[i].Size() || !info.ModTime().Equal(other[i].ModTime()) {
			return false
		}
	}
	return true
}

// readIdentity reads the files. It returns a ConfigurationError if they cannot be used together.
func readIdentity(files identityFiles) (identity, error) {
	contents := map[string][]byte{}
	hash := sha256.New()
	for _, file := range files.names() {
		content, err := os.ReadFile(file.path)
		if err != nil {
			return identity{}, &ConfigurationError{file.option, "cannot be read (" + reasonOf(err) + "): check the path and its permissions"}
		}
		contents[file.option] = content
		fmt.Fprintf(hash, "%s %d\n", file.option, len(content))
		hash.Write(content)
	}
	var read identity
	copy(read.digest[:], hash.Sum(nil))
	var err error
	if read.certificate, err = pairIn(contents, files.certificate); err != nil {
		return identity{}, err
	}
	if files.caFile != "" {
		read.roots = x509.NewCertPool()
		if !read.roots.AppendCertsFromPEM(contents["CAFile"]) {
			return identity{}, &ConfigurationError{"CAFile", "has no certificate in PEM"}
		}
	}
	return read, nil
}

func reasonOf(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return "unknown reason"
}

func pairIn(contents map[string][]byte, certificate Certificate) (tls.Certificate, error) {
	if pfx, found := contents["Certificate.PFXFile"]; found {
		pair, err := pairInPKCS12(pfx, certificate.Passphrase)
		if err != nil {
			return pair, &ConfigurationError{"Certificate.PFXFile", "is not a PKCS#12 file, or the passphrase is wrong"}
		}
		return pair, nil
	}
	chain, err := certificatesIn(contents["Certificate.CertFile"])
	if err != nil || len(chain) == 0 {
		return tls.Certificate{}, &ConfigurationError{"Certificate.CertFile", "has no certificate in PEM"}
	}
	key, err := privateKeyIn(contents["Certificate.KeyFile"], certificate.Passphrase)
	if err != nil {
		return tls.Certificate{}, &ConfigurationError{"Certificate.KeyFile", "cannot be used: " + err.Error()}
	}
	if !belongTogether(chain[0], key) {
		return tls.Certificate{}, &ConfigurationError{"Certificate.KeyFile", "is not the key of Certificate.CertFile: pass the files of one pair"}
	}
	return pairOf(chain, key), nil
}

func certificatesIn(text []byte) ([]*x509.Certificate, error) {
	var found []*x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		found = append(found, certificate)
	}
	return found, nil
}

// pairInPKCS12 looks for the certificate of the key: some programs write that of the CA first.
func pairInPKCS12(pfx []byte, passphrase string) (tls.Certificate, error) {
	key, first, others, err := pkcs12.DecodeChain(pfx, passphrase)
	if err != nil {
		return tls.Certificate{}, err
	}
	chain := append([]*x509.Certificate{first}, others...)
	for i, certificate := range chain {
		if belongTogether(certificate, key) {
			chain[0], chain[i] = chain[i], chain[0]
			return pairOf(chain, key), nil
		}
	}
	return tls.Certificate{}, errors.New("no certificate of the key")
}

func belongTogether(certificate *x509.Certificate, key crypto.PrivateKey) bool {
	signer, signs := key.(crypto.Signer)
	if !signs {
		return false
	}
	public, hasEqual := signer.Public().(interface{ Equal(crypto.PublicKey) bool })
	return hasEqual && public.Equal(certificate.PublicKey)
}

func pairOf(chain []*x509.Certificate, key crypto.PrivateKey) tls.Certificate {
	pair := tls.Certificate{PrivateKey: key, Leaf: chain[0]}
	for _, certificate := range chain {
		pair.Certificate = append(pair.Certificate, certificate.Raw)
	}
	return pair
}
