package portaria

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

func lasting(seconds int) answer {
	token := fmt.Sprintf("lasts-%d", seconds)
	return answer{Path: tokenPath, Status: 201, Body: fields{"access_token": token, "token_type": "Bearer", "expires_in": seconds}}
}

func TestB20SameToken(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	equalLists(t, []string{tokenOf(t, client), tokenOf(t, client)}, "token-1", "token-1")
	all := requests(t, "")
	equal(t, len(all), 1)
	equal(t, all[0].Method+" "+all[0].Path, "POST "+tokenPath)
	equal(t, header("content-type")(all[0]), "application/json")
	equal(t, all[0].Body, fmt.Sprintf(`{"clientId":%q,"clientSecret":%q}`, ownClientID, ownClientSecret))
}

func TestB26ContractPix(t *testing.T) {
	start(t)
	body := fields{"access_token": "of-pix", "token_type": "Bearer", "expires_in": 3600, "scope": "pix:read"}
	queue(t, answer{Path: "/oauth/token", Body: body})
	equal(t, tokenOf(t, clientWith(t, func(o *Options) { o.Contract = "pix" })), "of-pix")
	all := requests(t, "")
	equal(t, len(all), 1)
	equal(t, all[0].Method+" "+all[0].Path, "POST /oauth/token")
	equal(t, all[0].Body, fmt.Sprintf(`{"clientId":%q,"clientSecret":%q}`, ownClientID, ownClientSecret))
	options := usualOptions()
	options.Contract = "realm"
	_, err := New(options)
	equal(t, as[*ConfigurationError](t, err).Option, "Contract")
}

func TestB21CallsAtTheSameTime(t *testing.T) {
	start(t)
	queue(t, answer{Path: tokenPath, DelayMs: 100})
	client := clientWith(t, nil)
	tokens := make([]string, 20)
	var all sync.WaitGroup
	for i := range tokens {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			tokens[i], _ = client.Token(context.Background())
		}(i)
	}
	all.Wait()
	for _, token := range tokens {
		equal(t, token, "token-1")
	}
	equal(t, asked(t), 1)
}

func TestB22RenewedBeforeItsEnd(t *testing.T) {
	for _, each := range []struct {
		chance  float64
		seconds time.Duration
	}{{0, 1500}, {0.999999, 1470}} {
		start(t)
		clock := newManualTiming(each.chance)
		client := clientWith(t, func(o *Options) { o.timing = clock })
		tokenOf(t, client)
		clock.advance(each.seconds*time.Second - 500*time.Millisecond)
		equal(t, tokenOf(t, client), "token-1")
		clock.advance(time.Second)
		equal(t, tokenOf(t, client), "token-2")
	}
}

func TestB22ChanceIsFromZeroToOne(t *testing.T) {
	seen := map[float64]bool{}
	for i := 0; i < 100; i++ {
		chance := usualTiming{}.chance()
		if chance < 0 || chance >= 1 {
			t.Fatalf("%v is not from 0 to 1", chance)
		}
		seen[chance] = true
	}
	equal(t, len(seen) > 90, true)
}

func TestB23ShortToken(t *testing.T) {
	start(t)
	clock := newManualTiming(0)
	client := clientWith(t, func(o *Options) { o.timing = clock })
	queue(t, lasting(200), lasting(201))
	equal(t, tokenOf(t, client), "lasts-200")
	clock.advance(99 * time.Second)
	equal(t, tokenOf(t, client), "lasts-200")
	clock.advance(2 * time.Second)
	equal(t, tokenOf(t, client), "lasts-201")
}

func TestB24RenewalThatFails(t *testing.T) {
	start(t)
	clock := newManualTiming(0)
	var reported problems
	client := clientWith(t, func(o *Options) { o.timing, o.OnProblem = clock, reported.add })
	tokenOf(t, client)
	clock.advance(1501 * time.Second)
	refused := answer{Path: tokenPath, Status: 401, Body: fields{"code": "unauthorized"}}
	queue(t, refused)
	equal(t, tokenOf(t, client), "token-1")
	equal(t, len(reported.all()), 1)
	equal(t, as[*ResponseError](t, reported.all()[0]).Status, 401)
	// The next try is not with every call.
	tokenOf(t, client)
	equal(t, asked(t), 2)
	clock.advance(300 * time.Second)
	queue(t, refused)
	equal(t, as[*ResponseError](t, failedToken(t, client)).Status, 401)
	equal(t, tokenOf(t, client), "token-2")
}

func TestB25NoSecretInTexts(t *testing.T) {
	start(t)
	passphrase := server.Passphrase
	client := clientWith(t, func(o *Options) {
		o.Certificate = Certificate{PFXFile: file("client.p12"), Passphrase: passphrase}
	})
	tokenOf(t, client)
	queue(t, answer{Path: "/cob/1", Close: true}, answer{Path: "/cob/1", Close: true})
	_, broken := client.Call(context.Background(), "GET", "/cob/1", nil)
	wrongFile := failedToken(t, clientWith(t, func(o *Options) {
		o.Certificate = Certificate{PFXFile: file("ca.pem"), Passphrase: passphrase}
	}))
	queue(t, answer{Path: tokenPath, Status: 401, Body: "not JSON"})
	refused := failedToken(t, clientWith(t, nil))
	response := called(t, client, "GET", "/cob/2", nil)
	var shown strings.Builder
	for _, value := range []any{client, *client, broken, wrongFile, refused, response} {
		asJSON, err := json.Marshal(value)
		noError(t, err)
		fmt.Fprintf(&shown, "%v %+v %#v %s %d %s\n", value, value, value, value, value, asJSON)
	}
	for _, secret := range []string{"token-1", ownClientSecret, passphrase} {
		if strings.Contains(shown.String(), secret) {
			t.Fatalf("%q is in %s", secret, shown.String())
		}
	}
	contains(t, fmt.Sprint(client), ownClientID)
}
