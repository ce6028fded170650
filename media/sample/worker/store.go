package main

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
)

// Product is something that can be ordered.
type Product struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	PriceCents int    `json:"priceCents"`
	InStock    int    `json:"inStock"`
}

// Customer is somebody who may order.
type Customer struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	City  string `json:"city"`
}

// OrderLine is a number of pieces of one product.
type OrderLine struct {
	ProductID string `json:"productId"`
	Quantity  int    `json:"quantity"`
}

// Order is what a customer bought at one time.
type Order struct {
	ID         string      `json:"id"`
	CustomerID string      `json:"customerId"`
	State      string      `json:"state"`
	Lines      []OrderLine `json:"lines"`
	PlacedAt   time.Time   `json:"placedAt"`
}

var (
	// ErrNotFound says that the store has nothing under an id.
	ErrNotFound = errors.New("not found")
	// ErrOutOfStock says that fewer pieces are left than were asked for.
	ErrOutOfStock = errors.New("out of stock")
)

// Store keeps everything in memory and is safe for several goroutines.
type Store struct {
	mu        sync.RWMutex
	products  map[string]Product
	customers map[string]Customer
	orders    map[string]Order
	nextID    int
}

// NewStore returns an empty store.
func NewStore() *Store {
	return &Store{
		products:  map[string]Product{},
		customers: map[string]Customer{},
		orders:    map[string]Order{},
	}
}

// Products returns the products whose name contains the text, by name.
func (s *Store) Products(nameContains string) []Product {
	s.mu.RLock()
	defer s.mu.RUnlock()
	found := []Product{}
	for _, product := range s.products {
		if strings.Contains(strings.ToLower(product.Name), strings.ToLower(nameContains)) {
			found = append(found, product)
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Name < found[j].Name })
	return found
}

// Product returns one product.
func (s *Store) Product(id string) (Product, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	product, ok := s.products[id]
	if !ok {
		return Product{}, fmt.Errorf("product %q: %w", id, ErrNotFound)
	}
	return product, nil
}

// Customer returns one customer.
func (s *Store) Customer(id string) (Customer, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	customer, ok := s.customers[id]
	if !ok {
		return Customer{}, fmt.Errorf("customer %q: %w", id, ErrNotFound)
	}
	return customer, nil
}

// OrdersOf returns the orders that contain a product, newest first.
func (s *Store) OrdersOf(productID string) []Order {
	s.mu.RLock()
	defer s.mu.RUnlock()
	found := []Order{}
	for _, order := range s.orders {
		for _, line := range order.Lines {
			if line.ProductID == productID {
				found = append(found, order)
				break
			}
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].PlacedAt.After(found[j].PlacedAt) })
	return found
}

// PlaceOrder takes the pieces out of the stock, all of them or none.
func (s *Store) PlaceOrder(customerID string, lines []OrderLine, now time.Time) (Order, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.customers[customerID]; !ok {
		return Order{}, fmt.Errorf("customer %q: %w", customerID, ErrNotFound)
	}
	for _, line := range lines {
		product, ok := s.products[line.ProductID]
		if !ok {
			return Order{}, fmt.Errorf("product %q: %w", line.ProductID, ErrNotFound)
		}
		if product.InStock < line.Quantity {
			return Order{}, fmt.Errorf("product %q: %w", line.ProductID, ErrOutOfStock)
		}
	}
	for _, line := range lines {
		product := s.products[line.ProductID]
		product.InStock -= line.Quantity
		s.products[product.ID] = product
	}
	s.nextID++
	order := Order{
		ID:         fmt.Sprintf("order-%d", s.nextID),
		CustomerID: customerID,
		State:      "open",
		Lines:      lines,
		PlacedAt:   now,
	}
	s.orders[order.ID] = order
	return order, nil
}
