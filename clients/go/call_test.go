package portaria

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

func unauthorized(path string) answer {
	return answer{Path: path, Status: 401, Body: fields{"code": "invalid_token"}}
}

func TestB50TokenOverItsCertificate(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	response := called(t, client, "PUT", "/cob/1", fields{"value": "1.00"})
	var body fields
	noError(t, response.Decode(&body))
	equal(t, response.Status, 200)
	equal(t, response.OK(), true)
	equal(t, body["ok"] == true, true)
	all := requests(t, "")
	equal(t, len(all), 2)
	equalLists(t, []string{all[1].Method, all[1].Path, all[1].Body}, "PUT", "/cob/1", `{"value":"1.00"}`)
	equalLists(t, []string{header("authorization")(all[1]), header("content-type")(all[1])}, "Bearer token-1", "application/json")
	equal(t, all[1].Fingerprint, all[0].Fingerprint)
	request, err := http.NewRequest("GET", server.URL+"/cob/1", nil)
	noError(t, err)
	request.Header.Set("Authorization", "Bearer other")
	_, err = client.RoundTrip(request)
	isConfiguration(t, err, "request.Header")
}

func TestB50TransportOfHTTPClient(t *testing.T) {
	start(t)
	program := &http.Client{Transport: clientWith(t, nil)}
	response, err := program.Post(server.URL+"/cob/1", "text/plain", strings.NewReader("text"))
	noError(t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	noError(t, err)
	equal(t, string(content), `{"ok":true}`)
	equal(t, response.Request.Header.Get("Authorization"), "")
	call := requests(t, "/cob/1")[0]
	equalLists(t, []string{header("authorization")(call), header("content-type")(call), call.Body}, "Bearer token-1", "text/plain", "text")
}

func TestB51OneNewToken(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	queue(t, unauthorized("/cob/1"))
	equal(t, called(t, client, "POST", "/cob/1", "text").Status, 200)
	calls := requests(t, "/cob/1")
	equalLists(t, each(calls, header("authorization")), "Bearer token-1", "Bearer token-2")
	equalLists(t, each(calls, func(r received) string { return r.Body }), `"text"`, `"text"`)
}

func TestB51BodyThatIsGone(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	queue(t, unauthorized("/cob/1"))
	request, err := http.NewRequest("POST", server.URL+"/cob/1", io.NopCloser(strings.NewReader("a stream")))
	noError(t, err)
	response, err := client.RoundTrip(request)
	noError(t, err)
	equal(t, response.StatusCode, 401)
	noError(t, response.Body.Close())
	equal(t, len(requests(t, "/cob/1")), 1)
}

func TestB52SecondUnauthorized(t *testing.T) {
	start(t)
	queue(t, unauthorized("/cob/1"), unauthorized("/cob/1"))
	response := called(t, clientWith(t, nil), "GET", "/cob/1", nil)
	equal(t, response.Status, 401)
	equal(t, string(response.Body), `{"code":"invalid_token"}`)
	equal(t, len(requests(t, "/cob/1")), 2)
	equal(t, asked(t), 2)
}

func TestB53OneNewTokenForSeveral(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	tokenOf(t, client)
	paths := []string{"/cob/1", "/cob/2", "/cob/3", "/cob/4"}
	for i, path := range paths {
		refused := unauthorized(path)
		refused.DelayMs = 60 * i
		queue(t, refused)
	}
	statuses := make([]int, len(paths))
	var all sync.WaitGroup
	for i, path := range paths {
		all.Add(1)
		go func(i int, path string) {
			defer all.Done()
			if response, err := client.Call(context.Background(), "GET", path, nil); err == nil {
				statuses[i] = response.Status
			}
		}(i, path)
	}
	all.Wait()
	equalLists(t, statuses, 200, 200, 200, 200)
	equal(t, asked(t), 2)
}

func TestB54OtherOrigin(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	for _, target := range []string{
		"https://other.example.com/cob", "//other.example.com/cob", "http://localhost/cob",
		"https://localhost/cob", strings.Replace(server.URL, "localhost", "user@127.0.0.1", 1),
	} {
		_, err := client.Call(context.Background(), "GET", target, nil)
		isConfiguration(t, err, "target")
	}
	equal(t, len(requests(t, "")), 0)
}

func TestB54RedirectToOtherOrigin(t *testing.T) {
	start(t)
	queue(t, answer{Path: "/cob/1", Status: 307, Headers: map[string]string{"Location": "https://other.example.com/"}})
	program := &http.Client{Transport: clientWith(t, nil)}
	_, err := program.Get(server.URL + "/cob/1")
	isConfiguration(t, as[*url.Error](t, err).Err, "target")
}

func TestB54OriginOfAPIURL(t *testing.T) {
	start(t)
	address := strings.Replace(server.URL, "localhost", "127.0.0.1", 1)
	client := clientWith(t, func(o *Options) { o.APIURL = address })
	equal(t, called(t, client, "GET", "/cob/1", nil).Status, 200)
	equal(t, called(t, client, "GET", strings.ToUpper(server.URL[:17])+server.URL[17:]+"/cob/2", nil).Status, 200)
	equal(t, "https://"+header("host")(requests(t, "/cob/1")[0]), address)
}

func TestB55OtherResponses(t *testing.T) {
	start(t)
	client := clientWith(t, nil)
	headers := map[string]string{"Location": "https://other.example.com/", "Content-Type": "text/plain"}
	for _, status := range []int{302, 403, 422, 500} {
		queue(t, answer{Path: "/cob/1", Status: status, Headers: headers, Body: "as it is"})
		response := called(t, client, "GET", "/cob/1", nil)
		equal(t, response.Status, status)
		equalLists(t, []string{string(response.Body), response.Header.Get("Location")}, "as it is", headers["Location"])
	}
	equal(t, len(requests(t, "/cob/1")), 4)
	queue(t, answer{Path: "/cob/1", Status: 403, Body: fields{"code": "permission_denied"}})
	equal(t, as[*ResponseError](t, called(t, client, "GET", "/cob/1", nil).Err()).Code, "permission_denied")
	noError(t, called(t, client, "GET", "/cob/1", nil).Err())
}
