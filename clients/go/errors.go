package portaria

import "time"

// ConfigurationError says that an option or a file is wrong. Nothing was sent.
type ConfigurationError struct {
	// Option is the name of the option.
	Option string
	// Problem is what is wrong with it, and how to correct it.
	Problem string
}

func (e *ConfigurationError) Error() string { return e.Option + " " + e.Problem }

// ConnectionError says that there is no response, or not a whole one.
type ConnectionError struct {
	// Origin is the address that was called, such as https://auth.example.com.
	Origin string
	// Err is the reason, such as an *x509.UnknownAuthorityError, or the error of your context.
	Err error
}

func (e *ConnectionError) Error() string {
	return "no response from " + e.Origin + ": " + e.Err.Error()
}

func (e *ConnectionError) Unwrap() error { return e.Err }

// ResponseError says that the response is an error.
type ResponseError struct {
	// Status is the status of the response.
	Status int
	// Code is a stable word that your program may compare; empty without one.
	Code string
	// RequestID is what to quote when you ask the operator for help.
	RequestID string
	// Hint says how to correct the mistake, if it is known.
	Hint string
	// Documentation is the address of a page about this error; empty without one.
	Documentation string
	// RetryAfter is how long the gateway asks you to wait; 0 if it does not.
	RetryAfter time.Duration

	message string
}

func (e *ResponseError) Error() string { return e.message }
