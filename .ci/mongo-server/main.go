// Command mongo-server is the server with MongoDB's protocol that CI runs the scheduler's tests on: FerretDB on a free
// port of the loopback, with its data in the folder it is given. It writes its URL as one line, and ends when its
// standard input does.
package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/url"
	"os"
	"sync"

	"github.com/FerretDB/FerretDB/ferretdb"
)

const (
	headerBytes = 16
	opMsg       = 2013
	moreToCome  = 2
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		// Whoever started it may be killed: then nobody is left to end it.
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	if len(os.Args) != 2 {
		log.Fatal("usage: mongo-server <folder>")
	}
	if err := serve(ctx, os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func serve(ctx context.Context, folder string) error {
	db, err := ferretdb.New(&ferretdb.Config{
		Listener: ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Handler:  "sqlite",
		// Not in memory: there a command that reads and then writes waits for itself.
		SQLiteURL: (&url.URL{Scheme: "file", Path: folder + "/"}).String(),
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	stopped := make(chan error, 1)
	go func() { stopped <- db.Run(ctx) }()
	target, err := url.Parse(db.MongoDBURI())
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go accept(listener, target.Host)
	fmt.Printf("mongodb://%s/\n", listener.Addr())
	return <-stopped
}

// accept lets one command through at a time, from whichever connection. MongoDB finds and changes a document in one
// step; FerretDB 1 reads it and then overwrites it, so that two clients at once could both take a lock.
func accept(listener net.Listener, target string) {
	var turn sync.Mutex
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer client.Close()
			server, err := net.Dial("tcp", target)
			if err != nil {
				return
			}
			defer server.Close()
			for exchange(client, server, &turn) == nil {
			}
		}()
	}
}

// exchange passes one command on, and its answer back.
func exchange(client, server net.Conn, turn *sync.Mutex) error {
	request, err := readMessage(client)
	if err != nil {
		return err
	}
	turn.Lock()
	defer turn.Unlock()
	if _, err = server.Write(request); err != nil {
		return err
	}
	if !isAnswered(request) {
		return nil
	}
	answer, err := readMessage(server)
	if err != nil {
		return err
	}
	_, err = client.Write(answer)
	return err
}

// readMessage reads one message of the protocol; its first four bytes are its length.
func readMessage(from io.Reader) ([]byte, error) {
	header := make([]byte, headerBytes)
	if _, err := io.ReadFull(from, header); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(header)
	if length < headerBytes || length > 48_000_000 {
		return nil, fmt.Errorf("a message of %d bytes", length)
	}
	message := append(header, make([]byte, length-headerBytes)...)
	_, err := io.ReadFull(from, message[headerBytes:])
	return message, err
}

// isAnswered is false for a command that says so itself.
func isAnswered(message []byte) bool {
	if binary.LittleEndian.Uint32(message[12:]) != opMsg || len(message) < headerBytes+4 {
		return true
	}
	return binary.LittleEndian.Uint32(message[headerBytes:])&moreToCome == 0
}
