package portaria

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	tokenPath       = "/api/auth/token"
	ownClientID     = "account-1-0a1b2c3d"
	ownClientSecret = "scripted-secret-0123456789"
	anyRequestID    = "00112233445566778899aabbccddeeff"
)

// scriptedServer is the server that the tests of all client packages use: clients/scripted-server/main.ts.
type scriptedServer struct {
	URL        string `json:"url"`
	Control    string `json:"control"`
	Folder     string `json:"folder"`
	Passphrase string `json:"passphrase"`
}

// answer is what the server answers to the next request of a path.
type answer struct {
	Path    string            `json:"path,omitempty"`
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    any               `json:"body,omitempty"`
	DelayMs int               `json:"delayMs,omitempty"`
	Sign    bool              `json:"sign,omitempty"`
	Close   bool              `json:"close,omitempty"`
}

// received is a request as it came in.
type received struct {
	Method      string         `json:"method"`
	Path        string         `json:"path"`
	Headers     map[string]any `json:"headers"`
	Body        string         `json:"body"`
	Fingerprint string         `json:"fingerprint"`
	Connection  int            `json:"connection"`
}

type fields = map[string]any

var server scriptedServer

func TestMain(m *testing.M) {
	node := os.Getenv("NODE")
	if node == "" {
		node = "node"
	}
	program := exec.Command(node, "../scripted-server/main.ts")
	program.Stderr = os.Stderr
	input, err := program.StdinPipe()
	must(err)
	output, err := program.StdoutPipe()
	must(err)
	must(program.Start())
	line, err := bufio.NewReader(output).ReadBytes('\n')
	must(err)
	must(json.Unmarshal(line, &server))
	code := m.Run()
	must(input.Close())
	must(program.Wait())
	os.Exit(code)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func control(t *testing.T, method, route string, body any) []received {
	t.Helper()
	text, err := json.Marshal(body)
	noError(t, err)
	request, err := http.NewRequest(method, server.Control+route, bytes.NewReader(text))
	noError(t, err)
	response, err := http.DefaultClient.Do(request)
	noError(t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	noError(t, err)
	var requests []received
	noError(t, json.Unmarshal(content, &requests))
	return requests
}

// start empties the queue and the list of requests.
func start(t *testing.T) {
	t.Helper()
	control(t, http.MethodPost, "/reset", nil)
}

func queue(t *testing.T, answers ...answer) {
	t.Helper()
	control(t, http.MethodPost, "/answers", answers)
}

// requests returns what came in, for one path or, without one, for all.
func requests(t *testing.T, path string) []received {
	t.Helper()
	var found []received
	for _, each := range control(t, http.MethodGet, "/requests", nil) {
		if path == "" || strings.SplitN(each.Path, "?", 2)[0] == path {
			found = append(found, each)
		}
	}
	return found
}

// asked returns how many tokens were requested.
func asked(t *testing.T) int {
	t.Helper()
	return len(requests(t, tokenPath))
}

func file(name string) string { return filepath.Join(server.Folder, name) }

func pairOfFiles(name string) Certificate {
	return Certificate{CertFile: file(name + ".pem"), KeyFile: file(name + ".key")}
}

// copyOfFiles is a folder with copies of the client's files, which a test may change.
func copyOfFiles(t *testing.T) func(name string) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"client.pem", "client.key", "renewed.pem", "renewed.key"} {
		copyFile(t, file(name), filepath.Join(folder, name))
	}
	return func(name string) string { return filepath.Join(folder, name) }
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	noError(t, err)
	noError(t, os.WriteFile(to, content, 0o600))
}

func usualOptions() Options {
	return Options{
		URL:          server.URL,
		ClientID:     ownClientID,
		ClientSecret: ownClientSecret,
		Certificate:  pairOfFiles("client"),
		CAFile:       file("ca.pem"),
	}
}

// clientWith returns a client of the scripted server with other options.
func clientWith(t *testing.T, change func(*Options)) *Client {
	t.Helper()
	options := usualOptions()
	if change != nil {
		change(&options)
	}
	client, err := New(options)
	noError(t, err)
	t.Cleanup(client.Close)
	return client
}

func tokenOf(t *testing.T, client *Client) string {
	t.Helper()
	token, err := client.Token(context.Background())
	noError(t, err)
	return token
}

func failedToken(t *testing.T, client *Client) error {
	t.Helper()
	_, err := client.Token(context.Background())
	if err == nil {
		t.Fatal("there was no failure")
	}
	return err
}

func called(t *testing.T, client *Client, method, target string, body any) *Response {
	t.Helper()
	response, err := client.Call(context.Background(), method, target, body)
	noError(t, err)
	return response
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, got, wanted T) {
	t.Helper()
	if got != wanted {
		t.Fatalf("got %v, wanted %v", got, wanted)
	}
}

func equalLists[T comparable](t *testing.T, got []T, wanted ...T) {
	t.Helper()
	same := len(got) == len(wanted)
	for i := 0; same && i < len(got); i++ {
		same = got[i] == wanted[i]
	}
	if !same {
		t.Fatalf("got %v, wanted %v", got, wanted)
	}
}

func contains(t *testing.T, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Fatalf("%q is not in %q", part, text)
	}
}

// as returns the error as one of a type.
func as[T error](t *testing.T, err error) T {
	t.Helper()
	var found T
	if !errors.As(err, &found) {
		t.Fatalf("got %T (%v), wanted %T", err, err, found)
	}
	return found
}

// each returns one thing of every item.
func each[T, U any](items []T, of func(T) U) []U {
	found := []U{}
	for _, item := range items {
		found = append(found, of(item))
	}
	return found
}

func header(name string) func(received) string {
	return func(request received) string {
		text, _ := request.Headers[name].(string)
		return text
	}
}

func fingerprintOf(request received) string { return request.Fingerprint }

// manualTiming is a clock that moves when a test says so, and a list of what was waited for.
type manualTiming struct {
	mu    sync.Mutex
	time  time.Time
	fixed float64
	slept []time.Duration
}

func newManualTiming(chance float64) *manualTiming {
	return &manualTiming{time: time.Unix(1_000_000, 0), fixed: chance}
}

func (m *manualTiming) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.time
}

func (m *manualTiming) chance() float64 { return m.fixed }

func (m *manualTiming) sleep(_ context.Context, duration time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.slept = append(m.slept, duration)
	return nil
}

func (m *manualTiming) advance(duration time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.time = m.time.Add(duration)
}

// problems is a list of what the client reports.
type problems struct {
	mu   sync.Mutex
	list []error
}

func (p *problems) add(problem error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = append(p.list, problem)
}

func (p *problems) all() []error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]error{}, p.list...)
}
