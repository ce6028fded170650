// Command worker keeps the stock and serves it over HTTP.
package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func main() {
	address := flag.String("listen", "127.0.0.1:8080", "address to listen on")
	waiting := flag.Int("queue", 100, "orders that may wait to be shipped")
	flag.Parse()

	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	queue := NewQueue(*waiting, log)
	go queue.Run(ctx, ship, 30*time.Second)

	api := &Server{store: NewStore(), queue: queue, log: log, now: time.Now}
	server := &http.Server{
		Addr:              *address,
		Handler:           api.Routes(),
		ReadHeaderTimeout: 5 * time.Second,
	}
	go func() {
		<-ctx.Done()
		// Requests that are being answered get a moment to end.
		deadline, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := server.Shutdown(deadline); err != nil {
			log.Error("cannot shut down", "error", err)
		}
	}()

	log.Info("listening", "address", *address)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Error("cannot listen", "error", err)
		os.Exit(1)
	}
}

// ship would call the carrier.
func ship(ctx context.Context, orderID string) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(200 * time.Millisecond):
		return nil
	}
}
