package main

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// Server answers the client's requests from a store.
type Server struct {
	store *Store
	queue *Queue
	log   *slog.Logger
	now   func() time.Time
}

// Routes returns the handler of all paths.
func (s *Server) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /products", s.listProducts)
	mux.HandleFunc("GET /products/{id}", s.getProduct)
	mux.HandleFunc("GET /customers/{id}", s.getCustomer)
	mux.HandleFunc("POST /orders", s.placeOrder)
	return mux
}

// writeJSON sends a value with a status.
func (s *Server) writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(value); err != nil {
		s.log.Error("cannot write the answer", "error", err)
	}
}

// writeError turns an error of the store into the status that it means.
func (s *Server) writeError(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, ErrNotFound):
		status = http.StatusNotFound
	case errors.Is(err, ErrOutOfStock):
		status = http.StatusConflict
	}
	s.writeJSON(w, status, map[string]string{"error": err.Error()})
}

func (s *Server) listProducts(w http.ResponseWriter, r *http.Request) {
	products := s.store.Products(r.URL.Query().Get("name"))
	s.writeJSON(w, http.StatusOK, products)
}

func (s *Server) getProduct(w http.ResponseWriter, r *http.Request) {
	product, err := s.store.Product(r.PathValue("id"))
	if err != nil {
		s.writeError(w, err)
		return
	}
	s.writeJSON(w, http.StatusOK, product)
}

func (s *Server) placeOrder(w http.ResponseWriter, r *http.Request) {
	var request struct {
		CustomerID string      `json:"customerId"`
		Lines      []OrderLine `json:"lines"`
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		s.writeJSON(w, http.StatusBadRequest, map[string]string{"error": "the body is not JSON"})
		return
	}
	order, err := s.store.PlaceOrder(request.CustomerID, request.Lines, s.now())
	if err != nil {
		s.writeError(w, err)
		return
	}
	s.queue.Push(order.ID)
	s.log.Info("order placed", "order", order.ID, "customer", order.CustomerID)
	s.writeJSON(w, http.StatusCreated, order)
}

func (s *Server) getCustomer(w http.ResponseWriter, r *http.Request) {
	customer, err := s.store.Customer(r.PathValue("id"))
	if err != nil {
		s.writeError(w, err)
		return
	}
	s.writeJSON(w, http.StatusOK, customer)
}
