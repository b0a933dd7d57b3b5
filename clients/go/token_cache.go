package portaria

import (
	"context"
	"sync"
	"time"
)

const (
	renewBeforeEnd    = 300 * time.Second
	jitterMax         = 30 * time.Second
	pauseAfterFailure = 10 * time.Second
)

// issuedToken is what a token request returns.
type issuedToken struct {
	token    string
	lifetime time.Duration
}

type heldToken struct {
	token   string
	renewAt time.Time
	endsAt  time.Time
}

// tokenRequest is one that runs; done is closed when held or err is there.
type tokenRequest struct {
	done chan struct{}
	held *heldToken
	err  error
}

// tokenCache has the token of one certificate, in memory only.
type tokenCache struct {
	request   func(context.Context) (issuedToken, error)
	timing    timing
	onProblem func(error)

	mu          sync.Mutex
	held        *heldToken
	running     *tokenRequest
	pausedUntil time.Time
}

// get returns a token that is valid, and requests one if it is time.
func (c *tokenCache) get(ctx context.Context) (string, error) {
	c.mu.Lock()
	held, now := c.held, c.timing.now()
	if held != nil && now.Before(held.endsAt) && (now.Before(held.renewAt) || now.Before(c.pausedUntil)) {
		c.mu.Unlock()
		return held.token, nil
	}
	running := c.start()
	c.mu.Unlock()
	select {
	case <-running.done:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if running.err == nil {
		return running.held.token, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if held != nil && held == c.held && c.timing.now().Before(held.endsAt) {
		return held.token, nil
	}
	return "", running.err
}

// drop forgets the token; if one is named, only while it is the one in use.
func (c *tokenCache) drop(token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if token != "" && (c.held == nil || c.held.token != token) {
		return
	}
	c.held, c.running, c.pausedUntil = nil, nil, time.Time{}
}

// start returns the request that runs, or starts one. The lock must be held. Several callers wait for one request, so
// the context of none of them ends it; its own time limits do.
func (c *tokenCache) start() *tokenRequest {
	if c.running != nil {
		return c.running
	}
	running := &tokenRequest{done: make(chan struct{})}
	c.running = running
	go func() {
		running.held, running.err = c.requestOne()
		if c.finish(running) {
			c.onProblem(running.err)
		}
		close(running.done)
	}()
	return running
}

// finish keeps what a request returned. It returns true if the request failed and the token before it is still valid.
func (c *tokenCache) finish(running *tokenRequest) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	// A token whose request began before drop() was requested with what has been replaced since.
	if c.running != running {
		return false
	}
	c.running = nil
	if running.err == nil {
		c.held = running.held
		return false
	}
	now := c.timing.now()
	if c.held == nil || !now.Before(c.held.endsAt) {
		return false
	}
	c.pausedUntil = now.Add(pauseAfterFailure)
	return true
}

func (c *tokenCache) requestOne() (*heldToken, error) {
	asked := c.timing.now()
	issued, err := c.request(context.Background())
	if err != nil {
		return nil, err
	}
	lifetime := issued.lifetime
	renewAfter := longer(lifetime-renewBeforeEnd, lifetime/2)
	jitter := time.Duration(c.timing.chance() * float64(shorter(jitterMax, lifetime/20)))
	return &heldToken{issued.token, asked.Add(renewAfter - jitter), asked.Add(lifetime)}, nil
}

func longer(one, other time.Duration) time.Duration {
	if one > other {
		return one
	}
	return other
}

func shorter(one, other time.Duration) time.Duration {
	if one < other {
		return one
	}
	return other
}
