package portaria

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// No one waits that long: it keeps a duration from overflowing.
const longestWait = 1000 * time.Hour

// retryAfter reads Retry-After, which is a number of seconds or a date (RFC 9110, 10.2.3).
func retryAfter(header http.Header, now time.Time) (wait time.Duration, told bool) {
	wanted := strings.TrimSpace(header.Get("Retry-After"))
	if wanted != "" && strings.Trim(wanted, "0123456789") == "" {
		seconds, err := strconv.Atoi(wanted)
		if err != nil || seconds > int(longestWait/time.Second) {
			return longestWait, true
		}
		return time.Duration(seconds) * time.Second, true
	}
	until, err := http.ParseTime(wanted)
	if err != nil {
		return 0, false
	}
	// The machine's clock may be wrong: the date is compared with that of the same response.
	if sent, err := http.ParseTime(header.Get("Date")); err == nil {
		now = sent
	}
	if wait = until.Sub(now); wait < 0 {
		wait = 0
	}
	return wait, true
}
