package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func newTestServer() *Server {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	store := NewStore()
	store.products["lamp"] = Product{ID: "lamp", Name: "Lamp", PriceCents: 4500, InStock: 3}
	store.products["desk"] = Product{ID: "desk", Name: "Desk", PriceCents: 19900, InStock: 1}
	store.customers["ada"] = Customer{ID: "ada", Name: "Ada", City: "Turin"}
	return &Server{
		store: store,
		queue: NewQueue(4, log),
		log:   log,
		now:   func() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) },
	}
}

func send(server *Server, method, path, body string) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	server.Routes().ServeHTTP(recorder, request)
	return recorder
}

func TestListProductsByName(t *testing.T) {
	answer := send(newTestServer(), "GET", "/products?name=la", "")
	var products []Product
	if err := json.NewDecoder(answer.Body).Decode(&products); err != nil {
		t.Fatal(err)
	}
	if len(products) != 1 || products[0].ID != "lamp" {
		t.Errorf("got %v", products)
	}
}

func TestUnknownProductIsNotFound(t *testing.T) {
	answer := send(newTestServer(), "GET", "/products/sofa", "")
	if answer.Code != http.StatusNotFound {
		t.Errorf("got status %d", answer.Code)
	}
}

func TestOrderTakesFromStock(t *testing.T) {
	server := newTestServer()
	answer := send(server, "POST", "/orders", `{"customerId":"ada","lines":[{"productId":"lamp","quantity":2}]}`)
	if answer.Code != http.StatusCreated {
		t.Fatalf("got status %d: %s", answer.Code, answer.Body)
	}
	if lamp, _ := server.store.Product("lamp"); lamp.InStock != 1 {
		t.Errorf("%d lamps left", lamp.InStock)
	}
}

func TestOrderOfTooManyIsRefused(t *testing.T) {
	server := newTestServer()
	answer := send(server, "POST", "/orders", `{"customerId":"ada","lines":[{"productId":"desk","quantity":2}]}`)
	if answer.Code != http.StatusConflict {
		t.Errorf("got status %d", answer.Code)
	}
}
