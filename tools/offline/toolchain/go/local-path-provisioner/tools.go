//go:build tools

// Package tools keeps what is built here in go.mod, so that `go mod tidy` does not drop it.
package tools

import _ "github.com/rancher/local-path-provisioner"
