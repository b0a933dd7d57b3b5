package portaria

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"
)

func busy(status int, headers map[string]string) answer {
	code := "unavailable"
	if status == http.StatusTooManyRequests {
		code = "rate_limited"
	}
	return answer{Path: tokenPath, Status: status, Headers: headers, Body: fields{"code": code}}
}

func after(seconds string) map[string]string { return map[string]string{"Retry-After": seconds} }

func TestB30SecondsInRetryAfter(t *testing.T) {
	start(t)
	clock := newManualTiming(0)
	queue(t, busy(429, after("2")), busy(503, after("7")))
	equal(t, tokenOf(t, clientWith(t, func(o *Options) { o.timing = clock })), "token-1")
	equalLists(t, clock.slept, 2*time.Second, 7*time.Second)
}

func TestB30WaitingEndsWithTheContext(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	tokenOf(t, client)
	queue(t, answer{Path: "/cob", Status: 503, Headers: after("30")})
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := client.Call(ctx, "GET", "/cob", nil)
	equal(t, errors.Is(err, context.DeadlineExceeded), true)
	equal(t, time.Since(began) < 5*time.Second, true)
}

func TestB31DateInRetryAfter(t *testing.T) {
	start(t)
	clock := newManualTiming(0)
	queue(t, busy(503, map[string]string{
		"Retry-After": "Sun, 06 Nov 1994 08:49:47 GMT",
		"Date":        "Sun, 06 Nov 1994 08:49:37 GMT",
	}))
	equal(t, tokenOf(t, clientWith(t, func(o *Options) { o.timing = clock })), "token-1")
	equalLists(t, clock.slept, 10*time.Second)
}

func TestB31OddValues(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	for value, wanted := range map[string]time.Duration{
		"0":                             0,
		" 5 ":                           5 * time.Second,
		"99999999999999999999":          longestWait,
		"Thu, 01 Jan 1970 00:00:00 GMT": 0,
		"Mon, 12 Jan 1970 13:47:40 GMT": time.Minute,
	} {
		wait, told := retryAfter(http.Header{"Retry-After": {value}}, now)
		equal(t, told, true)
		equal(t, wait, wanted)
	}
	for _, value := range []string{"", "soon", "-1", "1.5"} {
		_, told := retryAfter(http.Header{"Retry-After": {value}}, now)
		equal(t, told, false)
	}
}

func TestB32LongerThanTheLimit(t *testing.T) {
	start(t)
	clock := newManualTiming(0)
	queue(t, busy(429, after("40")), busy(429, after("21")))
	err := failedToken(t, clientWith(t, func(o *Options) { o.timing, o.MaxWait = clock, time.Minute }))
	failure := as[*ResponseError](t, err)
	equal(t, failure.Status, 429)
	equal(t, failure.RetryAfter, 21*time.Second)
	equalLists(t, clock.slept, 40*time.Second)
}

func TestB32ClientThatNeverWaits(t *testing.T) {
	start(t)
	clock := newManualTiming(0)
	queue(t, busy(429, after("0")))
	err := failedToken(t, clientWith(t, func(o *Options) { o.timing, o.MaxWait = clock, -1 }))
	equal(t, as[*ResponseError](t, err).Status, 429)
	equal(t, len(clock.slept), 0)
}

func TestB33FiveAttempts(t *testing.T) {
	start(t)
	clock := newManualTiming(0)
	for i := 0; i < 5; i++ {
		queue(t, busy(503, nil))
	}
	failure := as[*ResponseError](t, failedToken(t, clientWith(t, func(o *Options) { o.timing = clock })))
	equal(t, failure.Status, 503)
	equal(t, failure.Code, "unavailable")
	equal(t, asked(t), 5)
	equalLists(t, clock.slept, time.Second, 2*time.Second, 4*time.Second, 8*time.Second)
}

func TestB34MethodsThatAreRepeated(t *testing.T) {
	start(t)
	clock := newManualTiming(0)
	client := clientWith(t, func(o *Options) { o.timing = clock })
	for _, each := range []struct {
		busy    int
		methods []string
		wanted  int
	}{
		{503, []string{"GET", "PUT", "DELETE"}, 200},
		{503, []string{"POST", "PATCH"}, 503},
		{429, []string{"GET", "POST"}, 200},
	} {
		for _, method := range each.methods {
			queue(t, answer{Path: "/cob", Status: each.busy, Headers: after("1")})
			equal(t, called(t, client, method, "/cob", nil).Status, each.wanted)
		}
	}
}
