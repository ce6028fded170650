package main

import (
	"context"
	"log/slog"
	"time"
)

// Queue holds the ids of orders that wait to be shipped, first in, first out.
type Queue struct {
	waiting chan string
	log     *slog.Logger
}

// NewQueue returns a queue that takes up to the given number of orders.
func NewQueue(size int, log *slog.Logger) *Queue {
	return &Queue{waiting: make(chan string, size), log: log}
}

// Push adds an order; a full queue drops it, and the nightly check finds it again.
func (q *Queue) Push(orderID string) bool {
	select {
	case q.waiting <- orderID:
		return true
	default:
		q.log.Warn("the queue is full", "order", orderID)
		return false
	}
}

// Run ships waiting orders until the context ends. An order that fails is tried again after a pause.
func (q *Queue) Run(ctx context.Context, ship func(context.Context, string) error, pause time.Duration) {
	for {
		select {
		case <-ctx.Done():
			return
		case orderID := <-q.waiting:
			if err := ship(ctx, orderID); err != nil {
				q.log.Error("cannot ship", "order", orderID, "error", err)
				q.retry(ctx, orderID, pause)
				continue
			}
			q.log.Info("order shipped", "order", orderID)
		}
	}
}

func (q *Queue) retry(ctx context.Context, orderID string, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
		q.Push(orderID)
	}
}
