package portaria

import (
	"context"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// RenewedCertificate has the SHA-256 fingerprints of a renewal, in hexadecimal.
type RenewedCertificate struct {
	Fingerprint string
	// PreviousFingerprint is that of the certificate that was in use until now.
	PreviousFingerprint string
}

// Rotation says what happens with a new secret.
type Rotation struct {
	// Save keeps the new secret, for example in a file. The client uses it once Save has returned no error.
	Save func(clientSecret string) error
	// Overlap is how long the previous secret stays valid; seven days without it.
	Overlap time.Duration
}

// Account returns your account.
func (c *Client) Account(ctx context.Context) (*Response, error) {
	return c.manage(ctx, http.MethodGet, "", nil)
}

// RenewCertificate makes a key, has the gateway's CA sign a certificate for it, saves both in the new files CertFile
// and KeyFile, and uses them from now on. The key is encrypted if there is a passphrase. The previous certificate
// stays valid: unlink it after your program is set up with the new files.
func (c *Client) RenewCertificate(ctx context.Context, into Certificate) (renewed RenewedCertificate, err error) {
	if into.CertFile == "" || into.KeyFile == "" || into.PFXFile != "" {
		return renewed, &ConfigurationError{"into", "must have CertFile and KeyFile: a renewal writes PEM"}
	}
	key, err := makeNewKey(into.Passphrase)
	if err != nil {
		return renewed, err
	}
	if err := create("into.KeyFile", into.KeyFile, key.keyPEM, 0o600); err != nil {
		return renewed, err
	}
	if err := create("into.CertFile", into.CertFile, nil, 0o644); err != nil {
		_ = os.Remove(into.KeyFile)
		return renewed, err
	}
	renewed, err = c.renewInto(ctx, into, string(key.csrPEM))
	if err != nil {
		_ = os.Remove(into.KeyFile)
		_ = os.Remove(into.CertFile)
	}
	return renewed, err
}

// LinkCertificate links a certificate that another CA signed for the same owner, and uses it with its key from now on.
// The files are CertFile and KeyFile. The previous certificate stays valid: unlink it after your program is set up with
// the new files.
func (c *Client) LinkCertificate(ctx context.Context, files Certificate) (linked RenewedCertificate, err error) {
	if files.CertFile == "" || files.KeyFile == "" || files.PFXFile != "" {
		return linked, &ConfigurationError{"files", "must have CertFile and KeyFile"}
	}
	// Before it is linked: a certificate without its key is of no use.
	read, err := readIdentity(identityFiles{files, ""})
	if err != nil {
		return linked, err
	}
	if linked.PreviousFingerprint, err = c.fingerprintInUse(ctx); err != nil {
		return linked, err
	}
	// The file may have the key in it as well.
	var chain strings.Builder
	for _, der := range read.certificate.Certificate {
		chain.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	}
	response, err := c.manage(ctx, http.MethodPost, "/certificates", map[string]string{"pem": chain.String()})
	if err != nil {
		return linked, err
	}
	linked.Fingerprint = firstText(response.fields()["fingerprint"])
	return linked, c.connections.use(files)
}

// UnlinkCertificate unlinks a certificate that is not the one in use.
func (c *Client) UnlinkCertificate(ctx context.Context, fingerprint string) error {
	_, err := c.manage(ctx, http.MethodDelete, "/certificates/"+url.PathEscape(fingerprint), nil)
	return err
}

// RotateSecret asks for a new secret, passes it to Save, and uses it once that has succeeded. The previous secret
// stays valid for the overlap. RotateSecret returns the id of the secret that was in use until now.
func (c *Client) RotateSecret(ctx context.Context, rotation Rotation) (previousSecretIDs []string, err error) {
	if rotation.Save == nil {
		return nil, &ConfigurationError{"Save", "is missing: pass a function that keeps the new secret"}
	}
	if previousSecretIDs, err = c.secretIDsInUse(ctx); err != nil {
		return nil, err
	}
	body := map[string]int64{}
	if rotation.Overlap != 0 {
		body["overlapSeconds"] = int64(rotation.Overlap / time.Second)
	}
	response, err := c.manage(ctx, http.MethodPost, c.secretsRoute(), body)
	if err != nil {
		return nil, err
	}
	next := firstText(response.fields()["clientSecret"])
	if next == "" {
		return nil, response.errorOf(errors.New("the new secret was lost on the way. Revoke it and rotate again"))
	}
	if err := rotation.Save(next); err != nil {
		return nil, err
	}
	c.secret.set(next)
	c.connections.dropToken()
	return previousSecretIDs, nil
}

// RevokeSecret revokes a secret. If it was used in the last hour, that takes force.
func (c *Client) RevokeSecret(ctx context.Context, secretID string, force bool) error {
	route := c.secretsRoute() + "/" + url.PathEscape(secretID)
	if force {
		route += "?force=true"
	}
	_, err := c.manage(ctx, http.MethodDelete, route, nil)
	return err
}

func (c *Client) secretsRoute() string {
	return "/credentials/" + url.PathEscape(c.settings.ClientID) + "/secrets"
}

// secretIDsInUse returns the id of the secret that the token was requested with.
func (c *Client) secretIDsInUse(ctx context.Context) ([]string, error) {
	response, err := c.manage(ctx, http.MethodGet, "/credentials?limit=200", nil)
	if err != nil {
		return nil, err
	}
	var credentials struct {
		Items []struct {
			ClientID string `json:"clientId"`
			Secrets  []struct {
				ID          string `json:"id"`
				OfThisToken bool   `json:"ofThisToken"`
			} `json:"secrets"`
		} `json:"items"`
	}
	if err := response.Decode(&credentials); err != nil {
		return nil, response.errorOf(errors.New("the list of credentials cannot be read"))
	}
	var found []string
	for _, credential := range credentials.Items {
		for _, secret := range credential.Secrets {
			if credential.ClientID == c.settings.ClientID && secret.OfThisToken {
				found = append(found, secret.ID)
			}
		}
	}
	return found, nil
}

func (c *Client) renewInto(ctx context.Context, into Certificate, csr string) (RenewedCertificate, error) {
	var renewed RenewedCertificate
	previous, err := c.fingerprintInUse(ctx)
	if err != nil {
		return renewed, err
	}
	response, err := c.manage(ctx, http.MethodPost, "/certificates", map[string]string{"csr": csr})
	if err != nil {
		return renewed, err
	}
	signed := response.fields()
	var chain strings.Builder
	for _, name := range []string{"pem", "chain"} {
		if text := strings.TrimSpace(firstText(signed[name])); text != "" {
			chain.WriteString(text + "\n")
		}
	}
	if err := write(into.CertFile, os.O_WRONLY|os.O_TRUNC, []byte(chain.String()), 0o644); err != nil {
		return renewed, err
	}
	if err := c.connections.use(into); err != nil {
		return renewed, err
	}
	renewed.Fingerprint = firstText(signed["fingerprint"])
	renewed.PreviousFingerprint = previous
	return renewed, nil
}

func (c *Client) fingerprintInUse(ctx context.Context) (string, error) {
	whoami, err := c.ask(ctx, http.MethodGet, "/api/auth/whoami", nil, nil)
	if err != nil {
		return "", err
	}
	return firstText(whoami.fields()["fingerprint"]), nil
}

func (c *Client) manage(ctx context.Context, method, route string, body any) (*Response, error) {
	header := http.Header{}
	if method != http.MethodGet {
		key, err := newIdempotencyKey()
		if err != nil {
			return nil, err
		}
		header.Set("Idempotency-Key", key)
	}
	return c.ask(ctx, method, "/api/account"+route, body, header)
}

func (c *Client) ask(ctx context.Context, method, route string, body any, header http.Header) (*Response, error) {
	address, err := c.settings.url.Parse(route)
	if err != nil {
		return nil, err
	}
	response, err := c.call(ctx, method, address, body, header)
	if err != nil {
		return nil, err
	}
	return response, response.Err()
}

// newIdempotencyKey makes a random UUID (RFC 9562, version 4).
func newIdempotencyKey() (string, error) {
	var id [16]byte
	if _, err := rand.Read(id[:]); err != nil {
		return "", err
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]), nil
}

// create writes a new file; one that exists may have the only copy of a key in it.
func create(option, path string, content []byte, mode fs.FileMode) error {
	err := write(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, content, mode)
	if errors.Is(err, fs.ErrExist) {
		return &ConfigurationError{option, "already exists: name a new file"}
	}
	if err != nil {
		_ = os.Remove(path)
		return &ConfigurationError{option, "cannot be written (" + reasonOf(err) + "): check the folder and its permissions"}
	}
	return nil
}

func write(path string, flags int, content []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(path, flags, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}
