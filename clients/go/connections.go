package portaria

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"net/http"
	"sync"
	"time"
)

// The gateway closes a connection that is idle for longer; of two that close at the same moment, the request loses.
const idleTimeout = 60 * time.Second

// connection is the kept connections over one certificate, and its token: a token works over its certificate only.
type connection struct {
	transport *http.Transport
	tokens    *tokenCache
	digest    [sha256.Size]byte
}

// connections reads the files again when they change on disk.
type connections struct {
	settings     *settings
	requestToken func(context.Context, *http.Transport) (issuedToken, error)

	mu    sync.Mutex
	files identityFiles
	kept  *connection
	taken stamp
	// Of files that could not be used: they are not read again until they change.
	rejected stamp
}

// current returns the connection over what is on disk now.
func (c *connections) current() (*connection, error) {
	c.mu.Lock()
	found, problem, err := c.look()
	c.mu.Unlock()
	if problem != nil {
		c.settings.OnProblem(problem)
	}
	return found, err
}

// use takes other files from now on, if they can be used.
func (c *connections) use(certificate Certificate) error {
	files := identityFiles{certificate, c.settings.CAFile}
	if _, err := readIdentity(files); err != nil {
		return err
	}
	c.mu.Lock()
	c.files, c.taken, c.rejected = files, nil, nil
	c.mu.Unlock()
	_, err := c.current()
	return err
}

// dropToken forgets the token, so that the next one is requested with what has changed.
func (c *connections) dropToken() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept != nil {
		c.kept.tokens.drop("")
	}
}

// close closes the connections that no request uses; the others close when their request ends.
func (c *connections) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept != nil {
		c.kept.transport.CloseIdleConnections()
	}
	c.kept, c.taken = nil, nil
}

func (c *connections) look() (found *connection, problem, err error) {
	taken := c.files.stamp()
	if c.kept != nil && (taken.same(c.taken) || taken.same(c.rejected)) {
		return c.kept, nil, nil
	}
	if err := c.read(); err != nil {
		if c.kept == nil {
			return nil, nil, err
		}
		// Between the two writes of a new pair, certificate and key do not belong together.
		c.rejected = taken
		return c.kept, err, nil
	}
	c.taken, c.rejected = taken, nil
	return c.kept, nil, nil
}

func (c *connections) read() error {
	read, err := readIdentity(c.files)
	if err != nil || (c.kept != nil && c.kept.digest == read.digest) {
		return err
	}
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		TLSClientConfig:     tlsConfigOf(read),
		MaxIdleConnsPerHost: 32,
		IdleConnTimeout:     idleTimeout,
	}
	if c.kept != nil {
		// Requests that run, such as a payment that waits for its response, are left alone.
		c.kept.transport.CloseIdleConnections()
	}
	c.kept = &connection{
		transport: transport,
		digest:    read.digest,
		tokens: &tokenCache{
			request:   func(ctx context.Context) (issuedToken, error) { return c.requestToken(ctx, transport) },
			timing:    c.settings.timing,
			onProblem: c.settings.OnProblem,
		},
	}
	return nil
}

func tlsConfigOf(read identity) *tls.Config {
	return &tls.Config{
		RootCAs:    read.roots,
		MinVersion: tls.VersionTLS12,
		// A list of certificates would be compared with the CAs that the server names, and nothing would be sent if
		// none of them fits.
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return &read.certificate, nil
		},
	}
}
