package portaria

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Client gets tokens over mutual TLS, calls APIs with them, and manages your own account. It is an http.RoundTripper:
// an http.Client with it as Transport sends the token with every request.
type Client struct {
	settings    *settings
	connections *connections
	secret      *secret
}

// secret is the one that the next token is requested with.
type secret struct {
	mu   sync.Mutex
	text string
}

func (s *secret) get() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text
}

func (s *secret) set(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text = text
}

// New checks the options. It reads no file yet: the first call does.
func New(options Options) (*Client, error) {
	checked, err := checkOptions(options)
	if err != nil {
		return nil, err
	}
	client := &Client{settings: checked, secret: &secret{text: options.ClientSecret}}
	client.connections = &connections{
		settings:     checked,
		requestToken: client.requestToken,
		files:        identityFiles{options.Certificate, options.CAFile},
	}
	return client, nil
}

// Token returns a token that is valid, for a program that sends it itself, over the same certificate.
func (c *Client) Token(ctx context.Context) (string, error) {
	_, token, err := c.connect(ctx)
	return token, err
}

// Call calls an API with the token, over the certificate that the token is bound to. The target is a path, or an
// address below URL or APIURL. A body is sent as JSON; pass nil for none. Call returns the response of the API,
// whatever its status is.
func (c *Client) Call(ctx context.Context, method, target string, body any) (*Response, error) {
	address, err := c.settings.apiURL.Parse(target)
	if err != nil {
		return nil, &ConfigurationError{"target", "is no path and no address"}
	}
	return c.call(ctx, method, address, body, nil)
}

// RoundTrip sends a request with the token, over the certificate that the token is bound to. The request must have
// GetBody, as http.NewRequest sets it, to be sent again after a 401, 429 or 503.
func (c *Client) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := c.check(request); err != nil {
		if request.Body != nil {
			_ = request.Body.Close()
		}
		return nil, err
	}
	response, err := c.send(request)
	if err != nil {
		return nil, err
	}
	// The request that was sent has the token in it.
	response.Request = request
	return response, nil
}

// Close closes the kept connections and forgets the token.
func (c *Client) Close() { c.connections.close() }

// String says which gateway and client it is, and no secret.
func (c Client) String() string {
	return fmt.Sprintf("portaria.Client(%s of %s)", c.settings.ClientID, originOf(c.settings.url))
}

// Format prints the same for every verb: some of them would print what the fields refer to.
func (c Client) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, c.String()) }

// A token that is sent to another host is a token that its owner has.
func (c *Client) check(request *http.Request) error {
	for _, known := range []*url.URL{c.settings.url, c.settings.apiURL} {
		if originOf(request.URL) != originOf(known) {
			continue
		}
		if request.Header.Get("Authorization") != "" {
			return &ConfigurationError{"request.Header", "must not have Authorization: the client sets it"}
		}
		return nil
	}
	return &ConfigurationError{"target", fmt.Sprintf("must be below %s: pass its origin as APIURL if it is your API", c.settings.apiURL)}
}

func (c *Client) connect(ctx context.Context) (*connection, string, error) {
	found, err := c.connections.current()
	if err != nil {
		return nil, "", err
	}
	token, err := found.tokens.get(ctx)
	if err != nil && err == ctx.Err() {
		err = &ConnectionError{originOf(c.settings.url), err}
	}
	return found, token, err
}

func (c *Client) send(request *http.Request) (*http.Response, error) {
	found, token, err := c.connect(request.Context())
	if err != nil {
		return nil, err
	}
	response, err := c.sendWith(found, token, request)
	if err != nil || response.StatusCode != http.StatusUnauthorized || !hasBodyAgain(request) {
		return response, err
	}
	discard(response)
	found.tokens.drop(token)
	if found, token, err = c.connect(request.Context()); err != nil {
		return nil, err
	}
	if request, err = again(request); err != nil {
		return nil, err
	}
	return c.sendWith(found, token, request)
}

func (c *Client) sendWith(over *connection, token string, request *http.Request) (*http.Response, error) {
	sent := request.Clone(request.Context())
	if sent.Header == nil {
		sent.Header = http.Header{}
	}
	sent.Header.Set("Authorization", "Bearer "+token)
	repeatable := isIdempotent(request)
	if repeatable {
		mayBeSentAgain(sent)
	}
	// The gateway answers 429 before the API sees the call; a 503 may come from the API.
	mayRepeat := func(status int) bool { return status == http.StatusTooManyRequests || repeatable }
	return c.settings.exchange(over.transport, sent, mayRepeat)
}

// RFC 9110, 9.2.2: to send one of these twice has the effect of sending it once.
func isIdempotent(request *http.Request) bool {
	switch request.Method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return true
	}
	return request.Header.Get("Idempotency-Key") != ""
}

// mayBeSentAgain tells http.Transport to send the request once more on a new connection, if the server has closed the
// kept one. It is not sent to the server.
func mayBeSentAgain(request *http.Request) {
	if _, named := request.Header["X-Idempotency-Key"]; !named {
		request.Header["X-Idempotency-Key"] = []string{}
	}
}

func (c *Client) call(ctx context.Context, method string, address *url.URL, body any, header http.Header) (*Response, error) {
	request, err := requestOf(ctx, method, address, body)
	if err != nil {
		return nil, err
	}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := c.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	return c.whole(response)
}

func requestOf(ctx context.Context, method string, address *url.URL, body any) (*http.Request, error) {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, &ConfigurationError{"body", "cannot be sent as JSON: " + err.Error()}
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, strings.ToUpper(method), address.String(), content)
	if err != nil {
		return nil, &ConfigurationError{"method", "is unknown"}
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, nil
}

func (c *Client) whole(response *http.Response) (*Response, error) {
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	return &Response{response.StatusCode, response.Header, body, c.settings.DocumentationURL}, nil
}

func (c *Client) requestToken(ctx context.Context, transport *http.Transport) (issuedToken, error) {
	body := map[string]string{"clientId": c.settings.ClientID, "clientSecret": c.secret.get()}
	request, err := requestOf(ctx, http.MethodPost, c.settings.url.ResolveReference(&url.URL{Path: tokenPaths[c.settings.Contract]}), body)
	if err != nil {
		return issuedToken{}, err
	}
	mayBeSentAgain(request)
	answer, err := c.settings.exchange(transport, request, func(int) bool { return true })
	if err != nil {
		return issuedToken{}, err
	}
	response, err := c.whole(answer)
	if err == nil {
		err = response.Err()
	}
	if err != nil {
		return issuedToken{}, err
	}
	var issued struct {
		AccessToken string  `json:"access_token"`
		ExpiresIn   float64 `json:"expires_in"`
	}
	if err := response.Decode(&issued); err != nil || issued.AccessToken == "" || !(issued.ExpiresIn > 0) {
		return issuedToken{}, response.errorOf(errors.New("the response has no token. Check the option URL"))
	}
	return issuedToken{issued.AccessToken, time.Duration(issued.ExpiresIn * float64(time.Second))}, nil
}

func originOf(address *url.URL) string {
	host := strings.ToLower(address.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := address.Port(); port != "" && !(address.Scheme == "https" && port == "443") {
		host += ":" + port
	}
	return address.Scheme + "://" + host
}
