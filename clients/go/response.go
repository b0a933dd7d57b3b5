package portaria

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Response is a whole response.
type Response struct {
	Status int
	Header http.Header
	Body   []byte

	documentationURL string
}

// OK says whether the status is one of success.
func (r *Response) OK() bool { return r.Status >= 200 && r.Status < 300 }

// Decode reads the body as JSON.
func (r *Response) Decode(into any) error { return json.Unmarshal(r.Body, into) }

// Err returns a *ResponseError if the status is not one of success.
func (r *Response) Err() error {
	if r.OK() {
		return nil
	}
	fields := r.fields()
	failure := &ResponseError{
		Status:    r.Status,
		Code:      codeIn(fields),
		RequestID: firstText(fields["requestId"], r.Header.Get("X-Request-Id")),
		Hint:      firstText(fields["hint"]),
	}
	failure.RetryAfter, _ = retryAfter(r.Header, time.Now())
	failure.Documentation = r.documentationOf(fields, failure.Code)
	failure.message = messageOf(failure, fields)
	return failure
}

// errorOf is for a response that is one of success and cannot be used all the same.
func (r *Response) errorOf(problem error) *ResponseError {
	requestID := r.Header.Get("X-Request-Id")
	message := withRequestID(fmt.Sprintf("HTTP %d: %v", r.Status, problem), requestID)
	return &ResponseError{Status: r.Status, RequestID: requestID, message: message}
}

// fields returns the fields of a body that is a JSON object, and none of another body.
func (r *Response) fields() map[string]any {
	var fields map[string]any
	if r.Decode(&fields) != nil {
		return nil
	}
	return fields
}

func (r *Response) documentationOf(fields map[string]any, code string) string {
	for _, name := range []string{"documentation", "error_uri", "type"} {
		if link := firstText(fields[name]); strings.HasPrefix(link, "https://") {
			return link
		}
	}
	if r.documentationURL == "" || code == "" {
		return ""
	}
	return strings.TrimSuffix(r.documentationURL, "/") + "/reference/errors/" + url.PathEscape(code)
}

// codeIn reads the code, or the error of OAuth; beside a message, error is the name of the status.
func codeIn(fields map[string]any) string {
	if code := firstText(fields["code"]); code != "" || fields["message"] != nil {
		return code
	}
	return firstText(fields["error"])
}

// messageOf says what the response says. A body that is not JSON may be a page of a proxy: it is not repeated.
func messageOf(failure *ResponseError, fields map[string]any) string {
	parts := []string{fmt.Sprintf("HTTP %d", failure.Status)}
	for _, part := range append([]string{wordsIn(fields)}, wrongFieldsIn(fields)...) {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if failure.Hint != "" {
		parts = append(parts, failure.Hint)
	}
	for i, part := range parts {
		if i < len(parts)-1 {
			parts[i] = strings.TrimSuffix(part, ".")
		}
	}
	return withRequestID(strings.Join(parts, ". "), failure.RequestID)
}

func wordsIn(fields map[string]any) string {
	if several, isList := fields["message"].([]any); isList {
		words := make([]string, len(several))
		for i, each := range several {
			words[i] = fmt.Sprint(each)
		}
		return strings.Join(words, "; ")
	}
	return firstText(fields["message"], fields["detail"], fields["error_description"], fields["title"])
}

func wrongFieldsIn(fields map[string]any) []string {
	var wrong []string
	several, _ := fields["errors"].([]any)
	for _, each := range several {
		if named, isObject := each.(map[string]any); isObject {
			wrong = append(wrong, fmt.Sprintf("%v: %v", named["field"], named["message"]))
		}
	}
	return wrong
}

func withRequestID(message, requestID string) string {
	if requestID == "" {
		return message
	}
	return message + " (request id " + requestID + ")"
}

// firstText returns the first of the values that is a text and not empty.
func firstText(values ...any) string {
	for _, value := range values {
		if text, isText := value.(string); isText && text != "" {
			return text
		}
	}
	return ""
}
