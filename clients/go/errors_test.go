package portaria

import (
	"context"
	"testing"
)

func missing(more fields) answer {
	body := fields{
		"statusCode": 400,
		"error":      "Bad Request",
		"message":    []string{"clientId is missing", "clientSecret is missing"},
		"code":       "malformed_request",
		"requestId":  anyRequestID,
		"hint":       "The field is clientId.",
	}
	for name, value := range more {
		body[name] = value
	}
	return answer{Path: tokenPath, Status: 400, Body: body}
}

func TestB40ErrorOfTheTokenEndpoint(t *testing.T) {
	start(t)
	queue(t, missing(nil))
	failure := as[*ResponseError](t, failedToken(t, clientWith(t, nil)))
	equal(t, failure.Status, 400)
	equalLists(t, []string{failure.Code, failure.RequestID, failure.Hint, failure.Documentation},
		"malformed_request", anyRequestID, "The field is clientId.", "")
	equal(t, failure.Error(), "HTTP 400. clientId is missing; clientSecret is missing. The field is clientId. (request id "+anyRequestID+")")
	// What the gateway says is not changed.
	queue(t, missing(fields{"message": "PEM (-----BEGIN ...) is missing."}))
	contains(t, failedToken(t, clientWith(t, nil)).Error(), "PEM (-----BEGIN ...) is missing. The field")
	// A 4xx is not repeated.
	equal(t, asked(t), 2)
}

func TestB40ErrorOfOAuth(t *testing.T) {
	start(t)
	queue(t, answer{Path: tokenPath, Status: 400, Body: fields{"error": "invalid_client", "error_description": "the secret is wrong"}})
	failure := as[*ResponseError](t, failedToken(t, clientWith(t, nil)))
	equal(t, failure.Code, "invalid_client")
	contains(t, failure.Error(), "HTTP 400. the secret is wrong")
	queue(t, missing(fields{"code": nil}))
	equal(t, as[*ResponseError](t, failedToken(t, clientWith(t, nil))).Code, "")
}

func TestB41ErrorOfSelfService(t *testing.T) {
	start(t)
	queue(t, answer{Path: "/api/account", Status: 400, Body: fields{
		"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "a field is wrong",
		"code": "invalid", "requestId": anyRequestID,
		"errors": []fields{{"field": "overlapSeconds", "message": "must be 3600 to 7776000"}},
	}})
	_, err := clientWith(t, nil).Account(context.Background())
	failure := as[*ResponseError](t, err)
	equal(t, failure.Status, 400)
	equalLists(t, []string{failure.Code, failure.RequestID, failure.Documentation}, "invalid", anyRequestID, "")
	contains(t, failure.Error(), "a field is wrong. overlapSeconds: must be 3600 to 7776000")
}

func TestB42LinkInTheResponse(t *testing.T) {
	link := "https://docs.example.com/errors/malformed_request"
	for _, field := range []string{"documentation", "error_uri", "type"} {
		start(t)
		queue(t, missing(fields{field: link}))
		equal(t, as[*ResponseError](t, failedToken(t, clientWith(t, nil))).Documentation, link)
	}
}

func TestB43PageOfTheCode(t *testing.T) {
	start(t)
	queue(t, missing(nil))
	client := clientWith(t, func(o *Options) { o.DocumentationURL = "https://auth.example.com/docs/" })
	equal(t, as[*ResponseError](t, failedToken(t, client)).Documentation,
		"https://auth.example.com/docs/reference/errors/malformed_request")
}

func TestB44NotJSON(t *testing.T) {
	start(t)
	queue(t, answer{Path: tokenPath, Status: 502, Body: "<html>Bad Gateway</html>"})
	failure := as[*ResponseError](t, failedToken(t, clientWith(t, nil)))
	equal(t, failure.Status, 502)
	equalLists(t, []string{failure.Code, failure.RequestID}, "", anyRequestID)
	equal(t, failure.Error(), "HTTP 502 (request id "+anyRequestID+")")
	for _, body := range []any{"<html>Welcome</html>", []int{1}, fields{"access_token": "x"}} {
		queue(t, answer{Path: tokenPath, Status: 200, Body: body})
		failure = as[*ResponseError](t, failedToken(t, clientWith(t, nil)))
		equal(t, failure.Status, 200)
		equal(t, failure.Error(), "HTTP 200: the response has no token. Check the option URL (request id "+anyRequestID+")")
	}
}
