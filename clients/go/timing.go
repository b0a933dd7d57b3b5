package portaria

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"time"
)

// timing is clock, chance and waiting, which tests replace.
type timing interface {
	now() time.Time
	// chance returns a number from 0 to 1, without 1.
	chance() float64
	// sleep returns early, with the reason, when the context ends.
	sleep(context.Context, time.Duration) error
}

type usualTiming struct{}

func (usualTiming) now() time.Time { return time.Now() }

func (usualTiming) chance() float64 {
	var bytes [8]byte
	if _, err := rand.Read(bytes[:]); err != nil {
		return 0
	}
	return float64(binary.BigEndian.Uint64(bytes[:])>>11) / (1 << 53)
}

func (usualTiming) sleep(ctx context.Context, duration time.Duration) error {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
