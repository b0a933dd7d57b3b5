package portaria

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	attemptsMax = 5
	spreadMax   = 250 * time.Millisecond
)

// exchange sends a request, and again after each 429 and 503, within the limits. It returns the last response.
func (s *settings) exchange(transport *http.Transport, request *http.Request, mayRepeat func(status int) bool) (*http.Response, error) {
	var waited time.Duration
	for attempt := 1; ; attempt++ {
		response, err := s.sendOnce(transport, request)
		if err != nil {
			return nil, err
		}
		status := response.StatusCode
		busy := status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
		if !busy || attempt == attemptsMax || !mayRepeat(status) || !hasBodyAgain(request) {
			return response, nil
		}
		wait, told := retryAfter(response.Header, time.Now())
		if !told {
			wait = time.Second << (attempt - 1)
		}
		if waited+wait > s.MaxWait {
			return response, nil
		}
		waited += wait
		discard(response)
		// Clients that were told the same second must not come back in the same moment.
		spread := time.Duration(s.timing.chance() * float64(spreadMax))
		if err := s.timing.sleep(request.Context(), wait+spread); err != nil {
			return nil, &ConnectionError{originOf(request.URL), err}
		}
		if request, err = again(request); err != nil {
			return nil, err
		}
	}
}

// sendOnce sends one request. Its time limit ends with the body of the response.
func (s *settings) sendOnce(transport *http.Transport, request *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(request.Context(), s.Timeout)
	origin := originOf(request.URL)
	failed := func(err error) error {
		if ctx.Err() == context.DeadlineExceeded && request.Context().Err() == nil {
			err = fmt.Errorf("the time limit of %v is over: %w", s.Timeout, context.DeadlineExceeded)
		}
		return &ConnectionError{origin, err}
	}
	response, err := transport.RoundTrip(request.WithContext(ctx))
	if err != nil {
		err = failed(err)
		cancel()
		return nil, err
	}
	response.Body = &responseBody{response.Body, failed, cancel}
	return response, nil
}

type responseBody struct {
	io.ReadCloser
	failed func(error) error
	cancel context.CancelFunc
}

func (b *responseBody) Read(into []byte) (int, error) {
	read, err := b.ReadCloser.Read(into)
	if err != nil && err != io.EOF {
		err = b.failed(err)
	}
	return read, err
}

func (b *responseBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

func hasBodyAgain(request *http.Request) bool {
	return request.Body == nil || request.Body == http.NoBody || request.GetBody != nil
}

// again returns the request with its body from the beginning.
func again(request *http.Request) (*http.Request, error) {
	copied := request.Clone(request.Context())
	if request.GetBody == nil {
		return copied, nil
	}
	body, err := request.GetBody()
	copied.Body = body
	return copied, err
}

// discard reads what is left of a small body, so that the connection can be used again.
func discard(response *http.Response) {
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10)
	_ = response.Body.Close()
}
