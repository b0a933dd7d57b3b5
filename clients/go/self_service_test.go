package portaria

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

const (
	certificatesPath = "/api/account/certificates"
	secretsPath      = "/api/account/credentials/" + ownClientID + "/secrets"
)

var (
	signs   = answer{Path: certificatesPath, Status: 201, Sign: true}
	rotated = answer{Path: secretsPath, Status: 201, Body: fields{"clientSecret": "ptr_the-next-secret"}}
	listed  = answer{Path: "/api/account/credentials", Body: fields{"items": []fields{
		{"clientId": "account-1-ffffffff", "secrets": []fields{{"id": "9", "ofThisToken": false}}},
		{"clientId": ownClientID, "secrets": []fields{{"id": "11", "ofThisToken": true}, {"id": "12", "ofThisToken": false}}},
	}}}
)

func fingerprintIn(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	noError(t, err)
	chain, err := certificatesIn(text)
	noError(t, err)
	digest := sha256.Sum256(chain[0].Raw)
	return hex.EncodeToString(digest[:])
}

func newFiles(t *testing.T) Certificate {
	t.Helper()
	folder := t.TempDir()
	return Certificate{CertFile: filepath.Join(folder, "next.pem"), KeyFile: filepath.Join(folder, "next.key")}
}

func renewed(t *testing.T, client *Client, into Certificate) RenewedCertificate {
	t.Helper()
	queue(t, signs)
	found, err := client.RenewCertificate(context.Background(), into)
	noError(t, err)
	return found
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestB60KeyAndChainAreSaved(t *testing.T) {
	start(t)
	into := newFiles(t)
	found := renewed(t, clientWith(t, nil), into)
	saved, err := os.ReadFile(into.CertFile)
	noError(t, err)
	equal(t, strings.Count(string(saved), "BEGIN CERTIFICATE"), 2)
	equal(t, fingerprintIn(t, into.CertFile), found.Fingerprint)
	_, err = readIdentity(identityFiles{into, ""})
	noError(t, err)
}

func TestB69CertificateOfAnotherCA(t *testing.T) {
	start(t)
	own := copyOfFiles(t)
	pem, err := os.ReadFile(own("renewed.pem"))
	noError(t, err)
	key, err := os.ReadFile(own("renewed.key"))
	noError(t, err)
	files := Certificate{CertFile: own("both.pem"), KeyFile: own("renewed.key")}
	noError(t, os.WriteFile(files.CertFile, append(append([]byte{}, pem...), key...), 0o600))
	client := clientWith(t, nil)
	_, err = client.LinkCertificate(context.Background(), Certificate{CertFile: files.CertFile, KeyFile: own("client.key")})
	equal(t, as[*ConfigurationError](t, err).Option, "Certificate.KeyFile")
	equal(t, len(requests(t, "")), 0)
	queue(t, answer{Path: certificatesPath, Status: 201, Body: fields{"fingerprint": "ab12"}})
	linked, err := client.LinkCertificate(context.Background(), files)
	noError(t, err)
	equal(t, linked.Fingerprint, "ab12")
	sent := requests(t, certificatesPath)[0]
	var body map[string]string
	noError(t, json.Unmarshal([]byte(sent.Body), &body))
	equal(t, body["pem"], string(pem))
	called(t, client, "GET", "/cob/1", nil)
	call := requests(t, "/cob/1")[0]
	equalLists(t, []string{sent.Fingerprint, call.Fingerprint}, linked.PreviousFingerprint, fingerprintIn(t, own("renewed.pem")))
	equal(t, header("authorization")(call), "Bearer token-2")
	for _, request := range requests(t, "") {
		equal(t, strings.Contains(request.Body, "PRIVATE KEY"), false)
	}
}

func TestB60KeyWithPassphrase(t *testing.T) {
	start(t)
	into := newFiles(t)
	into.Passphrase = "uma frase com ção"
	client := clientWith(t, nil)
	renewed(t, client, into)
	saved, err := os.ReadFile(into.KeyFile)
	noError(t, err)
	contains(t, string(saved), "BEGIN ENCRYPTED PRIVATE KEY")
	equal(t, called(t, client, "GET", "/cob/1", nil).Status, 200)
}

func TestB60NoFilesAreNamed(t *testing.T) {
	start(t)
	for _, into := range []Certificate{{}, {PFXFile: "next.p12"}} {
		_, err := clientWith(t, nil).RenewCertificate(context.Background(), into)
		isConfiguration(t, err, "into")
	}
}

func TestB61KeyOfItsOwner(t *testing.T) {
	start(t)
	into := newFiles(t)
	renewed(t, clientWith(t, nil), into)
	info, err := os.Stat(into.KeyFile)
	noError(t, err)
	equal(t, info.Mode().Perm(), os.FileMode(0o600))
	sent, err := json.Marshal(requests(t, ""))
	noError(t, err)
	contains(t, string(sent), "BEGIN CERTIFICATE REQUEST")
	equal(t, strings.Contains(string(sent), "PRIVATE KEY"), false)
}

func TestB62FilesThatExist(t *testing.T) {
	for _, name := range []string{"CertFile", "KeyFile"} {
		start(t)
		into := newFiles(t)
		path, other := into.CertFile, into.KeyFile
		if name == "KeyFile" {
			path, other = other, path
		}
		noError(t, os.WriteFile(path, []byte("kept"), 0o600))
		_, err := clientWith(t, nil).RenewCertificate(context.Background(), into)
		isConfiguration(t, err, "into."+name)
		saved, err := os.ReadFile(path)
		noError(t, err)
		equal(t, string(saved), "kept")
		equal(t, exists(other), false)
		equal(t, len(requests(t, "")), 0)
	}
}

func TestB63RejectedRenewal(t *testing.T) {
	start(t)
	into := newFiles(t)
	client := clientWith(t, nil)
	queue(t, answer{Path: certificatesPath, Status: 409, Body: fields{"code": "conflict", "detail": "no CA"}})
	_, err := client.RenewCertificate(context.Background(), into)
	equal(t, as[*ResponseError](t, err).Code, "conflict")
	equal(t, exists(into.CertFile) || exists(into.KeyFile), false)
	called(t, client, "GET", "/cob/1", nil)
	for _, request := range requests(t, "") {
		equal(t, request.Fingerprint, fingerprintIn(t, file("client.pem")))
	}
}

func TestB63CertificateThatCannotBeUsed(t *testing.T) {
	start(t)
	into := newFiles(t)
	client := clientWith(t, nil)
	queue(t, answer{Path: certificatesPath, Status: 201, Body: fields{"pem": "none"}})
	_, err := client.RenewCertificate(context.Background(), into)
	isConfiguration(t, err, "Certificate.CertFile")
	equal(t, exists(into.CertFile) || exists(into.KeyFile), false)
	called(t, client, "GET", "/cob/1", nil)
	equal(t, requests(t, "/cob/1")[0].Fingerprint, fingerprintIn(t, file("client.pem")))
}

func TestB64NewCertificateIsUsed(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	found := renewed(t, client, newFiles(t))
	noError(t, client.UnlinkCertificate(context.Background(), found.PreviousFingerprint))
	unlinked := requests(t, certificatesPath+"/"+found.PreviousFingerprint)[0]
	equalLists(t, []string{unlinked.Method, unlinked.Fingerprint, header("authorization")(unlinked)},
		"DELETE", found.Fingerprint, "Bearer token-2")
	equalLists(t, each(requests(t, tokenPath), fingerprintOf), found.PreviousFingerprint, found.Fingerprint)
}

func secretsOfTokens(t *testing.T) []string {
	t.Helper()
	return each(requests(t, tokenPath), func(request received) string {
		var body map[string]string
		noError(t, json.Unmarshal([]byte(request.Body), &body))
		return body["clientSecret"]
	})
}

func TestB65NewSecretIsUsedOnceItIsSaved(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	queue(t, rotated)
	var saved []string
	_, err := client.RotateSecret(context.Background(), Rotation{
		Overlap: 24 * time.Hour,
		Save: func(secret string) error {
			tokenOf(t, client)
			saved = append(saved, secret)
			return nil
		},
	})
	noError(t, err)
	equalLists(t, saved, "ptr_the-next-secret")
	equal(t, requests(t, secretsPath)[0].Body, `{"overlapSeconds":86400}`)
	tokenOf(t, client)
	equalLists(t, secretsOfTokens(t), ownClientSecret, "ptr_the-next-secret")
}

func TestB65OverlapOfTheGateway(t *testing.T) {
	start(t)
	queue(t, rotated)
	_, err := clientWith(t, nil).RotateSecret(context.Background(), Rotation{Save: func(string) error { return nil }})
	noError(t, err)
	equal(t, requests(t, secretsPath)[0].Body, "{}")
	start(t)
	_, err = clientWith(t, nil).RotateSecret(context.Background(), Rotation{})
	isConfiguration(t, err, "Save")
	equal(t, len(requests(t, "")), 0)
}

func TestB66SecretThatCannotBeSaved(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	queue(t, rotated)
	full := errors.New("the disk is full")
	_, err := client.RotateSecret(context.Background(), Rotation{Save: func(string) error { return full }})
	equal(t, errors.Is(err, full), true)
	tokenOf(t, client)
	equalLists(t, secretsOfTokens(t), ownClientSecret)
}

func TestB67PreviousSecretIsRevoked(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	queue(t, rotated, listed)
	previous, err := client.RotateSecret(context.Background(), Rotation{Save: func(string) error { return nil }})
	noError(t, err)
	equalLists(t, previous, "11")
	noError(t, client.RevokeSecret(context.Background(), "11", false))
	noError(t, client.RevokeSecret(context.Background(), "11", true))
	revoked := requests(t, secretsPath+"/11")
	equalLists(t, each(revoked, func(r received) string { return r.Method + " " + r.Path }),
		"DELETE "+secretsPath+"/11", "DELETE "+secretsPath+"/11?force=true")
	equalLists(t, each(revoked, header("authorization")), "Bearer token-2", "Bearer token-2")
}

func TestB68IdempotencyKey(t *testing.T) {
	start(t)
	client := clientWith(t, func(o *Options) { o.timing = newManualTiming(0) })
	for round := 0; round < 2; round++ {
		queue(t, answer{Path: secretsPath, Status: 503, Headers: after("1")}, rotated)
		_, err := client.RotateSecret(context.Background(), Rotation{Save: func(string) error { return nil }})
		noError(t, err)
	}
	keys := each(requests(t, secretsPath), header("idempotency-key"))
	equal(t, len(keys), 4)
	equalLists(t, []string{keys[0], keys[2]}, keys[1], keys[3])
	equal(t, keys[0] == keys[2], false)
	equal(t, regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(keys[0]), true)
}
