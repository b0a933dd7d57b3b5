// Package portaria gets tokens over mutual TLS, calls APIs with them, and renews the certificate and the secret of
// your account. Make one Client and keep it: it is safe for use by several goroutines.
package portaria
