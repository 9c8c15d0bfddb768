# Sourced by run. Builds and starts the server in mongo-server/ and exports MONGODB_URL; where that cannot be, says why,
# and the tests that need it are skipped. Go keeps what it built in its own cache: the first build takes a minute or two.

mongo_server() {
  if [ -n "${MONGODB_URL:-}" ]; then
    echo 'ci: the tests use the MongoDB of MONGODB_URL'
    return
  fi
  if ! go version 2> /dev/null; then
    echo 'ci: Go is not there (`go version` fails), so the tests on MongoDB are skipped'
    return
  fi
  mongo_folder=$(mktemp -d)
  trap end_mongo_server EXIT
  echo 'ci: building the MongoDB-protocol server'
  # Nothing optimised in the translated SQLite: it is most of the build, and fast enough.
  local patience=''
  if command -v timeout > /dev/null; then patience='timeout 900'; fi
  if ! (cd .ci/mongo-server && GOWORK=off $patience go build -buildvcs=false -tags ferretdb_no_postgresql \
    '-gcflags=modernc.org/...=-N -l' -ldflags='-s -w' -o "$mongo_folder/mongo-server" .); then
    echo 'ci: the MongoDB-protocol server could not be built, so the tests on MongoDB are skipped'
    return
  fi
  mkdir "$mongo_folder/data"
  mkfifo "$mongo_folder/life" "$mongo_folder/said"
  # It ends with the last process that holds the other end of its standard input: this one, and npm below it.
  "$mongo_folder/mongo-server" "$mongo_folder/data" < "$mongo_folder/life" > "$mongo_folder/said" &
  mongo_pid=$!
  exec 9> "$mongo_folder/life"
  if read -r -t 60 MONGODB_URL < "$mongo_folder/said"; then
    export MONGODB_URL
    echo "ci: the tests use $MONGODB_URL"
  else
    unset MONGODB_URL
    echo 'ci: the MongoDB-protocol server did not start, so the tests on MongoDB are skipped'
  fi
}

# Keeps the status the script ends with.
end_mongo_server() {
  if [ -n "${mongo_pid:-}" ]; then
    kill "$mongo_pid" 2> /dev/null || true
    wait "$mongo_pid" 2> /dev/null || true
  fi
  rm -rf "$mongo_folder"
}

mongo_server
