package portaria

import (
	"net/url"
	"time"
)

const (
	defaultTimeout = 30 * time.Second
	defaultMaxWait = 60 * time.Second
)

// Options say who you are and where the gateway is. URL, ClientID, ClientSecret and Certificate are needed.
type Options struct {
	// URL is the address for mutual TLS, such as https://auth.example.com.
	URL          string
	ClientID     string
	ClientSecret string
	Certificate  Certificate
	// Contract is that of the credential that tokens are requested with: avista, which is the default, or pix.
	Contract string
	// CAFile is the CA of the server's certificate in PEM, if it is a private one.
	CAFile string
	// APIURL is the address of the API, if it is not below URL.
	APIURL string
	// Timeout is the time limit of one request, with its response; 30 seconds without it.
	Timeout time.Duration
	// MaxWait is the longest time that one call waits for Retry-After in total; 60 seconds without it. A client with
	// a negative one never waits.
	MaxWait time.Duration
	// DocumentationURL is the address of the documentation, for links in errors.
	DocumentationURL string
	// OnProblem gets failures that the client lives with for now: a renewal of the token that failed, files that do
	// not belong together.
	OnProblem func(error)

	timing timing
}

// Certificate names the files of a certificate and its private key: CertFile and KeyFile, or PFXFile.
type Certificate struct {
	// CertFile is the certificate in PEM, its intermediates after it.
	CertFile string
	// KeyFile is the private key in PEM.
	KeyFile string
	// PFXFile is a PKCS#12 file with both, such as client.p12 or client.pfx.
	PFXFile string
	// Passphrase is that of KeyFile or PFXFile, if it is encrypted.
	Passphrase string
}

// tokenPaths says where each contract requests tokens.
var tokenPaths = map[string]string{"avista": "/api/auth/token", "pix": "/oauth/token"}

// settings are the options, checked, with every default filled in.
type settings struct {
	Options
	url    *url.URL
	apiURL *url.URL
}

func checkOptions(options Options) (*settings, error) {
	for _, text := range [][2]string{{"ClientID", options.ClientID}, {"ClientSecret", options.ClientSecret}} {
		if text[1] == "" {
			return nil, &ConfigurationError{text[0], "is missing: pass a text that is not empty"}
		}
	}
	if err := checkCertificate("Certificate", options.Certificate); err != nil {
		return nil, err
	}
	if options.Contract == "" {
		options.Contract = "avista"
	}
	if tokenPaths[options.Contract] == "" {
		return nil, &ConfigurationError{"Contract", "must be avista or pix"}
	}
	if options.Timeout < 0 {
		return nil, &ConfigurationError{"Timeout", "must be more than 0"}
	}
	if options.APIURL == "" {
		options.APIURL = options.URL
	}
	checked := &settings{Options: withDefaults(options)}
	var err error
	if checked.url, err = checkAddress("URL", options.URL); err != nil {
		return nil, err
	}
	if checked.apiURL, err = checkAddress("APIURL", options.APIURL); err != nil {
		return nil, err
	}
	if options.DocumentationURL != "" {
		_, err = checkAddress("DocumentationURL", options.DocumentationURL)
	}
	return checked, err
}

func withDefaults(options Options) Options {
	if options.Timeout == 0 {
		options.Timeout = defaultTimeout
	}
	if options.MaxWait == 0 {
		options.MaxWait = defaultMaxWait
	}
	if options.OnProblem == nil {
		options.OnProblem = func(error) {}
	}
	if options.timing == nil {
		options.timing = usualTiming{}
	}
	return options
}

// A secret or token in a plain HTTP request can be read on the way.
func checkAddress(option, text string) (*url.URL, error) {
	address, err := url.Parse(text)
	if err != nil || address.Scheme != "https" || address.Host == "" {
		return nil, &ConfigurationError{option, "must be an address that begins with https://"}
	}
	return address, nil
}

func checkCertificate(option string, certificate Certificate) error {
	pair := certificate.CertFile != "" && certificate.KeyFile != ""
	either := certificate.CertFile != "" || certificate.KeyFile != ""
	if (certificate.PFXFile != "" && !either) || (certificate.PFXFile == "" && pair) {
		return nil
	}
	return &ConfigurationError{option, "must have CertFile and KeyFile, or PFXFile"}
}
