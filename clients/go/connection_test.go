package portaria

import (
	"context"
	"crypto/aes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func usesCertificate(t *testing.T, certificate Certificate) {
	t.Helper()
	start(t)
	client := clientWith(t, func(o *Options) { o.Certificate = certificate })
	equal(t, tokenOf(t, client), "token-1")
	prints := each(requests(t, tokenPath), fingerprintOf)
	equal(t, len(prints), 1)
	equal(t, prints[0], fingerprintIn(t, file("client.pem")))
}

func isConfiguration(t *testing.T, err error, option string) {
	t.Helper()
	problem := as[*ConfigurationError](t, err)
	equal(t, problem.Option, option)
	if !strings.HasPrefix(err.Error(), option+" ") || len(problem.Problem) < 10 {
		t.Fatalf("%q does not say what is wrong with %s", err, option)
	}
}

func TestB1TwoPEMFiles(t *testing.T) { usesCertificate(t, pairOfFiles("client")) }

func ownKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	text, err := os.ReadFile(file("client.key"))
	noError(t, err)
	key, err := privateKeyIn(text, "")
	noError(t, err)
	return key.(*ecdsa.PrivateKey)
}

func withKey(t *testing.T, block *pem.Block, passphrase string) Certificate {
	t.Helper()
	path := filepath.Join(t.TempDir(), "other.key")
	noError(t, os.WriteFile(path, pem.EncodeToMemory(block), 0o600))
	return Certificate{CertFile: file("client.pem"), KeyFile: path, Passphrase: passphrase}
}

func TestB1KeysInOlderForms(t *testing.T) {
	der, err := x509.MarshalECPrivateKey(ownKey(t))
	noError(t, err)
	usesCertificate(t, withKey(t, &pem.Block{Type: "EC PRIVATE KEY", Bytes: der}, ""))
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	noError(t, err)
	text := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey)})
	read, err := privateKeyIn(append([]byte("Bag Attributes\n"), text...), "")
	noError(t, err)
	equal(t, rsaKey.Equal(read), true)
}

func TestB2EncryptedKeyInPEM(t *testing.T) {
	encrypted := pairOfFiles("client")
	encrypted.KeyFile, encrypted.Passphrase = file("client-encrypted.key"), server.Passphrase
	usesCertificate(t, encrypted)
	for _, passphrase := range []string{"wrong", ""} {
		encrypted.Passphrase = passphrase
		isConfiguration(t, failedToken(t, clientWith(t, func(o *Options) { o.Certificate = encrypted })), "Certificate.KeyFile")
	}
}

func TestB2KeyThatOlderOpenSSLEncrypted(t *testing.T) {
	der, err := x509.MarshalECPrivateKey(ownKey(t))
	noError(t, err)
	block, err := x509.EncryptPEMBlock(rand.Reader, "EC PRIVATE KEY", der, []byte("a passphrase"), x509.PEMCipherAES128)
	noError(t, err)
	usesCertificate(t, withKey(t, block, "a passphrase"))
}

func TestB2NoWrongPassphraseIsTakenForTheRightOne(t *testing.T) {
	text, err := os.ReadFile(file("client-encrypted.key"))
	noError(t, err)
	block, _ := pem.Decode(text)
	for i := 0; i < 20; i++ {
		passphrase := make([]byte, aes.BlockSize)
		_, err := rand.Read(passphrase)
		noError(t, err)
		if _, err := decryptPKCS8(block.Bytes, string(passphrase)); err == nil {
			t.Fatalf("%x opens the key", passphrase)
		}
	}
}

func TestB3EncryptedPKCS12(t *testing.T) {
	encrypted := Certificate{PFXFile: file("client.p12"), Passphrase: server.Passphrase}
	usesCertificate(t, encrypted)
	encrypted.Passphrase = "wrong"
	isConfiguration(t, failedToken(t, clientWith(t, func(o *Options) { o.Certificate = encrypted })), "Certificate.PFXFile")
}

func TestB4PKCS12WithoutPassphrase(t *testing.T) {
	usesCertificate(t, Certificate{PFXFile: file("client-open.p12")})
}

func TestB5OtherCA(t *testing.T) {
	start(t)
	err := failedToken(t, clientWith(t, func(o *Options) { o.CAFile = file("other-ca.pem") }))
	as[*ConnectionError](t, err)
	as[x509.UnknownAuthorityError](t, err)
	equal(t, len(requests(t, "")), 0)
}

func TestB6WrongOptions(t *testing.T) {
	start(t)
	with := func(change func(*Certificate)) func(*Options) {
		return func(o *Options) { change(&o.Certificate) }
	}
	for _, wrong := range []struct {
		option string
		change func(*Options)
	}{
		{"URL", func(o *Options) { o.URL = "http://localhost" }},
		{"URL", func(o *Options) { o.URL = "localhost" }},
		{"ClientID", func(o *Options) { o.ClientID = "" }},
		{"ClientSecret", func(o *Options) { o.ClientSecret = "" }},
		{"Certificate", func(o *Options) { o.Certificate = Certificate{} }},
		{"Certificate", with(func(c *Certificate) { c.PFXFile = file("client.p12") })},
		{"APIURL", func(o *Options) { o.APIURL = "http://api.example.com" }},
		{"DocumentationURL", func(o *Options) { o.DocumentationURL = "docs" }},
		{"Timeout", func(o *Options) { o.Timeout = -1 }},
		{"Certificate.CertFile", with(func(c *Certificate) { c.CertFile = file("missing.pem") })},
		{"Certificate.CertFile", with(func(c *Certificate) { c.CertFile = file("client.key") })},
		{"Certificate.KeyFile", with(func(c *Certificate) { c.KeyFile = file("renewed.key") })},
		{"Certificate.KeyFile", with(func(c *Certificate) { c.KeyFile = file("client.pem") })},
		{"Certificate.PFXFile", func(o *Options) { o.Certificate = Certificate{PFXFile: file("client.pem")} }},
		{"CAFile", func(o *Options) { o.CAFile = file("missing.pem") }},
		{"CAFile", func(o *Options) { o.CAFile = file("client.key") }},
	} {
		options := usualOptions()
		wrong.change(&options)
		client, err := New(options)
		if err == nil {
			err = failedToken(t, client)
		}
		isConfiguration(t, err, wrong.option)
	}
	equal(t, len(requests(t, "")), 0)
}

func TestB7SameConnection(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	for _, path := range []string{"/cob/1", "/cob/2", "/cob/3"} {
		called(t, client, "GET", path, nil)
	}
	connections := each(requests(t, ""), func(r received) int { return r.Connection })
	equalLists(t, connections, connections[0], connections[0], connections[0], connections[0])
}

func TestB8ClosedConnection(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	tokenOf(t, client)
	for _, method := range []string{"GET", "PUT"} {
		path := "/cob/" + method
		queue(t, answer{Path: path, Close: true})
		equal(t, called(t, client, method, path, fields{"value": 1}).Status, 200)
		equalLists(t, each(requests(t, path), func(r received) string { return r.Body }), `{"value":1}`, `{"value":1}`)
		equalLists(t, each(requests(t, path), header("x-idempotency-key")), "", "")
	}
	queue(t, answer{Path: "/cob/2", Close: true})
	_, err := client.Call(context.Background(), "POST", "/cob/2", fields{})
	as[*ConnectionError](t, err)
	equal(t, len(requests(t, "/cob/2")), 1)
	// On a new connection there is a fault of another kind: it is not tried for ever.
	queue(t, answer{Path: "/cob/3", Close: true}, answer{Path: "/cob/3", Close: true})
	_, err = client.Call(context.Background(), "GET", "/cob/3", nil)
	as[*ConnectionError](t, err)
}

func TestB8TokenRequestOnClosedConnection(t *testing.T) {
	start(t)
	clock := newManualTiming(0)
	client := clientWith(t, func(o *Options) { o.timing = clock })
	tokenOf(t, client)
	clock.advance(time.Hour)
	queue(t, answer{Path: tokenPath, Close: true})
	equal(t, tokenOf(t, client), "token-2")
	equal(t, asked(t), 3)
}

func TestB9FilesThatChange(t *testing.T) {
	start(t)
	place := copyOfFiles(t)
	client := clientWith(t, func(o *Options) {
		o.Certificate = Certificate{CertFile: place("client.pem"), KeyFile: place("client.key")}
	})
	called(t, client, "GET", "/cob/1", nil)
	noError(t, os.Rename(place("renewed.key"), place("client.key")))
	noError(t, os.Rename(place("renewed.pem"), place("client.pem")))
	called(t, client, "GET", "/cob/2", nil)
	first, second := requests(t, "/cob/1")[0], requests(t, "/cob/2")[0]
	if first.Fingerprint == second.Fingerprint || first.Connection == second.Connection {
		t.Fatal("the call used the previous certificate")
	}
	equalLists(t, each([]received{first, second}, header("authorization")), "Bearer token-1", "Bearer token-2")
	equalLists(t, each(requests(t, tokenPath), fingerprintOf), first.Fingerprint, second.Fingerprint)
}

func TestB9CallThatRuns(t *testing.T) {
	start(t)
	place := copyOfFiles(t)
	client := clientWith(t, func(o *Options) {
		o.Certificate = Certificate{CertFile: place("client.pem"), KeyFile: place("client.key")}
	})
	tokenOf(t, client)
	queue(t, answer{Path: "/cob/slow", DelayMs: 300})
	slow := make(chan error)
	go func() {
		_, err := client.Call(context.Background(), "GET", "/cob/slow", nil)
		slow <- err
	}()
	for len(requests(t, "/cob/slow")) == 0 {
		time.Sleep(5 * time.Millisecond)
	}
	noError(t, os.Rename(place("renewed.key"), place("client.key")))
	noError(t, os.Rename(place("renewed.pem"), place("client.pem")))
	called(t, client, "GET", "/cob/2", nil)
	noError(t, <-slow)
}

func TestB10FilesThatDoNotBelongTogether(t *testing.T) {
	start(t)
	place := copyOfFiles(t)
	var reported problems
	client := clientWith(t, func(o *Options) {
		o.Certificate = Certificate{CertFile: place("client.pem"), KeyFile: place("client.key")}
		o.OnProblem = reported.add
	})
	called(t, client, "GET", "/cob/1", nil)
	copyFile(t, place("renewed.key"), place("client.key"))
	called(t, client, "GET", "/cob/2", nil)
	// The same files again are not read, and not reported again.
	called(t, client, "GET", "/cob/2", nil)
	noError(t, os.WriteFile(place("client.pem"), nil, 0o600))
	called(t, client, "GET", "/cob/3", nil)
	noError(t, os.Remove(place("client.pem")))
	called(t, client, "GET", "/cob/4", nil)
	called(t, client, "GET", "/cob/4", nil)
	copyFile(t, place("renewed.pem"), place("client.pem"))
	called(t, client, "GET", "/cob/5", nil)
	first := requests(t, "/cob/1")[0].Fingerprint
	for _, path := range []string{"/cob/2", "/cob/3", "/cob/4"} {
		equal(t, requests(t, path)[0].Fingerprint, first)
	}
	equal(t, requests(t, "/cob/5")[0].Fingerprint, fingerprintIn(t, file("renewed.pem")))
	options := each(reported.all(), func(err error) string { return as[*ConfigurationError](t, err).Option })
	equalLists(t, options, "Certificate.KeyFile", "Certificate.CertFile", "Certificate.CertFile")
}

func TestB11TimeLimit(t *testing.T) {
	start(t)
	queue(t, answer{Path: tokenPath, DelayMs: 2000})
	began := time.Now()
	err := failedToken(t, clientWith(t, func(o *Options) { o.Timeout = 200 * time.Millisecond }))
	as[*ConnectionError](t, err)
	contains(t, err.Error(), "the time limit of 200ms is over")
	equal(t, errors.Is(err, context.DeadlineExceeded), true)
	equal(t, time.Since(began) < 1900*time.Millisecond, true)
}

func TestB11ContextOfTheCaller(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	queue(t, answer{Path: tokenPath, DelayMs: 200})
	ended, end := context.WithCancel(context.Background())
	first := make(chan error)
	go func() {
		_, err := client.Token(ended)
		first <- err
	}()
	for asked(t) == 0 {
		time.Sleep(5 * time.Millisecond)
	}
	end()
	err := <-first
	as[*ConnectionError](t, err)
	equal(t, errors.Is(err, context.Canceled), true)
	// The request goes on for the others that wait for it.
	equal(t, tokenOf(t, client), "token-1")
	equal(t, asked(t), 1)
	request, err := http.NewRequestWithContext(ended, "GET", server.URL+"/cob/1", nil)
	noError(t, err)
	_, err = client.RoundTrip(request)
	equal(t, errors.Is(err, context.Canceled), true)
	equal(t, len(requests(t, "/cob/1")), 0)
}
