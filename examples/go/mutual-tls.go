// Calls an API with a token, both over mutual TLS: go run mutual-tls.go /cob/abc123 /cob/abc124
// Requests one token for all calls, renews it five minutes before it expires, and waits after 429 and 503.
// Without a path, prints the token. If something fails, says why and ends with 1. Needs Go 1.22, no modules.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"
)

const (
	attempts = 5
	maxWait  = time.Minute // in total, for one request
)

type client struct {
	http    *http.Client
	mutex   sync.Mutex
	token   string
	renewAt time.Time
}

func newClient() (*client, error) {
	certificate, err := tls.LoadX509KeyPair(os.Getenv("PORTARIA_CLIENT_CERT"), os.Getenv("PORTARIA_CLIENT_KEY"))
	if err != nil {
		return nil, err
	}
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	// Only if this machine does not trust the CA of the server's certificate.
	if file := os.Getenv("PORTARIA_CA_CERT"); file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, errors.New("there is no certificate in " + file)
		}
	}
	transport := &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true, Proxy: http.ProxyFromEnvironment}
	return &client{http: &http.Client{Transport: transport, Timeout: 30 * time.Second}}, nil
}

// getToken returns a valid token. Goroutines that need one at the same time share one request.
func (c *client) getToken() (string, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	askedAt := time.Now()
	if c.token != "" && askedAt.Before(c.renewAt) {
		return c.token, nil
	}
	body, err := json.Marshal(map[string]string{
		"clientId": os.Getenv("PORTARIA_CLIENT_ID"), "clientSecret": os.Getenv("PORTARIA_CLIENT_SECRET"),
	})
	if err != nil {
		return "", err
	}
	status, answer, err := c.send("POST", "/api/auth/token", http.Header{"Content-Type": {"application/json"}}, body)
	if err != nil {
		return "", err
	}
	if status != http.StatusCreated {
		return "", fmt.Errorf("No token: HTTP %d\n%s", status, answer)
	}
	var issued struct {
		Token    string `json:"access_token"`
		Lifetime int    `json:"expires_in"`
	}
	if err := json.Unmarshal(answer, &issued); err != nil {
		return "", err
	}
	lifetime := time.Duration(issued.Lifetime) * time.Second
	c.token, c.renewAt = issued.Token, askedAt.Add(max(lifetime-5*time.Minute, lifetime/2))
	return c.token, nil
}

func (c *client) dropToken(token string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.token == token {
		c.token = ""
	}
}

// get sends the token over the certificate that it is bound to. After a 401, it does so once more with a new token.
func (c *client) get(path string) (string, error) {
	for repeated := false; ; repeated = true {
		token, err := c.getToken()
		if err != nil {
			return "", err
		}
		status, answer, err := c.send("GET", path, http.Header{"Authorization": {"Bearer " + token}}, nil)
		if err != nil {
			return "", err
		}
		if status == http.StatusUnauthorized && !repeated {
			c.dropToken(token)
			continue
		}
		if status < 200 || status > 299 {
			return "", fmt.Errorf("GET %s: HTTP %d\n%s", path, status, answer)
		}
		return string(answer), nil
	}
}

// send waits for Retry-After after 429 and 503, then sends the request again.
func (c *client) send(method, path string, header http.Header, body []byte) (int, []byte, error) {
	var waited time.Duration
	for attempt := 1; ; attempt++ {
		request, err := http.NewRequest(method, os.Getenv("PORTARIA_URL")+path, bytes.NewReader(body))
		if err != nil {
			return 0, nil, err
		}
		request.Header = header
		response, err := c.http.Do(request)
		if err != nil {
			return 0, nil, err
		}
		answer, err := io.ReadAll(response.Body)
		response.Body.Close()
		status := response.StatusCode
		if err != nil || status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
			return status, answer, err
		}
		seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
		if err != nil {
			seconds = 1
		}
		wait := time.Duration(seconds) * time.Second
		waited += wait
		if attempt == attempts || waited > maxWait {
			return status, answer, nil
		}
		time.Sleep(wait)
	}
}

func run(paths []string) error {
	client, err := newClient()
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		token, err := client.getToken()
		if err != nil {
			return err
		}
		fmt.Println(token)
	}
	for _, path := range paths {
		answer, err := client.get(path)
		if err != nil {
			return err
		}
		fmt.Println(answer)
	}
	return nil
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
