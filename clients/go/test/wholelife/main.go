// What a merchant's program does with the client in its life, against the product; prints what came of it as JSON.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"os"

	"portaria"
)

type failure struct {
	Status    int    `json:"status"`
	RequestID string `json:"requestId"`
}

type life struct {
	Token                 string          `json:"token"`
	Fingerprints          [3]string       `json:"fingerprints"`
	TokenOfNewCertificate string          `json:"tokenOfNewCertificate"`
	PreviousSecretIDs     []string        `json:"previousSecretIds"`
	Account               json.RawMessage `json:"account"`
	Failure               failure         `json:"failure"`
	TokenOfNewSecret      string          `json:"tokenOfNewSecret"`
	TokenOfPix            string          `json:"tokenOfPix"`
}

var (
	ctx   = context.Background()
	first = portaria.Certificate{CertFile: os.Getenv("PORTARIA_CLIENT_CERT"), KeyFile: os.Getenv("PORTARIA_CLIENT_KEY")}
	other = portaria.Certificate{CertFile: os.Getenv("OTHER_CLIENT_CERT"), KeyFile: os.Getenv("OTHER_CLIENT_KEY")}
	into  = portaria.Certificate{CertFile: os.Getenv("NEW_CLIENT_CERT"), KeyFile: os.Getenv("NEW_CLIENT_KEY")}
)

func main() {
	secret := os.Getenv("PORTARIA_CLIENT_SECRET")
	var found life
	next := live(clientOf(secret, first, "avista"), &found)
	var refused *portaria.ResponseError
	_, err := clientOf(secret, into, "avista").Token(ctx)
	if !errors.As(err, &refused) {
		log.Fatalf("the revoked secret: %v", err)
	}
	found.Failure = failure{refused.Status, refused.RequestID}
	found.TokenOfNewSecret, err = clientOf(next, into, "avista").Token(ctx)
	check(err)
	found.TokenOfPix, err = clientOf(next, into, "pix").Token(ctx)
	check(err)
	check(json.NewEncoder(os.Stdout).Encode(found))
}

func clientOf(secret string, certificate portaria.Certificate, contract string) *portaria.Client {
	client, err := portaria.New(portaria.Options{
		URL:          os.Getenv("PORTARIA_URL"),
		ClientID:     os.Getenv("PORTARIA_CLIENT_ID"),
		ClientSecret: secret,
		Certificate:  certificate,
		Contract:     contract,
		CAFile:       os.Getenv("PORTARIA_CA_CERT"),
	})
	check(err)
	return client
}

// live renews the certificate and rotates the secret, and returns the new one.
func live(client *portaria.Client, found *life) (next string) {
	var err error
	found.Token, err = client.Token(ctx)
	check(err)
	linked, err := client.LinkCertificate(ctx, other)
	check(err)
	renewed, err := client.RenewCertificate(ctx, into)
	check(err)
	check(client.UnlinkCertificate(ctx, renewed.PreviousFingerprint))
	found.Fingerprints = [3]string{linked.PreviousFingerprint, renewed.PreviousFingerprint, renewed.Fingerprint}
	found.TokenOfNewCertificate, err = client.Token(ctx)
	check(err)
	save := func(secret string) error { next = secret; return nil }
	found.PreviousSecretIDs, err = client.RotateSecret(ctx, portaria.Rotation{Save: save})
	check(err)
	for _, id := range found.PreviousSecretIDs {
		check(client.RevokeSecret(ctx, id, true))
	}
	account, err := client.Account(ctx)
	check(err)
	found.Account = account.Body
	return next
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
