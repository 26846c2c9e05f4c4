#!/usr/bin/env bats
# The annotated policy under kwctl, from a file, from a registry on 127.0.0.1, and from its registrations: `make e2e-tests`.

setup_file() {
  # A store of its own, so that nothing comes from what the user has pulled before.
  export XDG_CACHE_HOME="$BATS_FILE_TMPDIR/cache"
  export SOURCES="$BATS_FILE_TMPDIR/sources.yml"
  REGISTRY="127.0.0.1:$(free_port)"
  export IMAGE="$REGISTRY/ceph-multus/ceph-multus-policy:e2e"
  echo "insecure_sources: ['$REGISTRY']" > "$SOURCES"
  cat > "$BATS_FILE_TMPDIR/registry.yml" <<END
version: 0.1
log: {accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: '$BATS_FILE_TMPDIR/registry'}}
http: {addr: '$REGISTRY'}
END
  docker-registry serve "$BATS_FILE_TMPDIR/registry.yml" > "$BATS_FILE_TMPDIR/registry.log" 2>&1 3>&- &
  echo "$!" > "$BATS_FILE_TMPDIR/registry.pid"
  for _ in $(seq 100); do
    if (exec 3<> "/dev/tcp/${REGISTRY/://}") 2>/dev/null; then return; fi
    sleep 0.1
  done
  cat "$BATS_FILE_TMPDIR/registry.log" >&2
  return 1
}

teardown_file() {
  kill "$(cat "$BATS_FILE_TMPDIR/registry.pid")"
}

# A port on which nothing listens.
free_port() {
  for port in $(seq 5600 5699); do
    if ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
  done
  return 1
}

# Runs kwctl, and keeps what it says of itself apart from its answer.
ask() {
  run bash -c '"$@" 2> "$BATS_TEST_TMPDIR/log"' -- "$@"
  echo "status = $status, output = $output"
  cat "$BATS_TEST_TMPDIR/log"
}

# The answer to examples/requests/$1, evaluated with the settings of the examples.
evaluate() {
  ask kwctl run "${2:-annotated-policy.wasm}" --request-path "examples/requests/$1.json" --settings-path examples/settings.json
  [ "$status" -eq 0 ]
}

# The answers to examples/requests/$1 of the three registrations, in mode $2.
evaluate_registered() {
  sed "s|module: .*|module: file://$PWD/annotated-policy.wasm|; s|mode: monitor|mode: $2|" \
    examples/policy.yaml > "$BATS_TEST_TMPDIR/policy.yaml"
  ask kwctl run "$BATS_TEST_TMPDIR/policy.yaml" --request-path "examples/requests/$1.json"
  [ "$status" -eq 0 ]
}

# Compares what the filter $1 makes of the answer with $2.
is() {
  found=$(jq --raw-output --compact-output "$1" <<< "$output")
  echo "found    = $found"
  echo "expected = $2"
  [ "$found" = "$2" ]
}

NETWORKS='[{"op":"add","path":"/metadata/annotations/k8s.v1.cni.cncf.io~1networks","value":"[{\"name\":\"public-net\",\"namespace\":\"rook-ceph\"},{\"name\":\"cluster-net\",\"namespace\":\"rook-ceph\"}]"}]'

@test "a CephCluster that selects both networks is accepted without a message" {
  evaluate 02-cluster-public-and-cluster
  is 'del(.uid)' '{"allowed":true,"auditAnnotations":null,"warnings":null}'
}

@test "selectors.cluster takes the value of public" {
  evaluate 01-cluster-public-only
  is '[.allowed, .patchType]' '[true,"JSONPatch"]'
  is '.patch | @base64d' '[{"op":"add","path":"/spec/network/selectors/cluster","value":"rook-ceph/public-net"}]'
}

@test "host-local, static and dhcp are rejected, each with its reason" {
  evaluate 04-nad-host-local
  is '[.allowed, .status.code]' '[false,422]'
  is '.status.message | split("\n")[1]' '`spec.config.ipam.type`: `host-local` allocates addresses per node, so two nodes can assign the same one; use `whereabouts` [ipam-type-not-allowed]'
  evaluate 05-nad-static
  is '.status.message | split("\n")[1]' '`spec.config.ipam.type`: `static` assigns the same addresses to every pod, which does not scale to all daemons; use `whereabouts` [ipam-type-not-allowed]'
  evaluate 06-nad-dhcp
  is '.status.message | split("\n")[1]' '`spec.config.ipam.type`: `dhcp` is not predictable: an address is known only when the pod runs, and every node needs a daemon; use `whereabouts` [ipam-type-not-allowed]'
}

@test "a misspelt key is warned about" {
  evaluate 08-nad-range-start-misspelt
  is '.allowed' true
  is '.warnings' '["`spec.config.ipam.rangeEnd`: unknown key, ignored by Whereabouts; did you mean `range_end`? [ipam-unknown-key]","`spec.config.ipam.rangeStart`: unknown key, ignored by Whereabouts; did you mean `range_start`? [ipam-unknown-key]"]'
}

@test "an OSD without its networks gets them" {
  evaluate 09-osd-without-annotation
  is '[.allowed, .warnings]' '[true,null]'
  is '.patch | @base64d' "$NETWORKS"
}

@test "a forged OSD is rejected" {
  evaluate 15-foreign-pod-forges-osd-label
  is '.allowed' false
  is '.auditAnnotations.findings | fromjson | map(.rule)' '["foreign-attachment"]'
}

@test "a deletion is accepted without a message" {
  evaluate 16-cluster-deleted
  is 'del(.uid)' '{"allowed":true,"auditAnnotations":null,"warnings":null}'
}

@test "wrong settings are rejected, each field by its name" {
  ask kwctl run annotated-policy.wasm --request-path examples/requests/02-cluster-public-and-cluster.json \
    --settings-json '{"mutat": true, "nodes": 0}'
  [ "$status" -eq 1 ]
  [ "$output" = "" ]
  grep --fixed-strings '`mutat`: unknown setting; did you mean `mutate`?' "$BATS_TEST_TMPDIR/log"
  grep --fixed-strings '`nodes`: `0` is not a valid value; use a whole number from 1 to 100000' "$BATS_TEST_TMPDIR/log"
}

@test "the registrations reject, mutate and accept when they protect" {
  evaluate_registered 04-nad-host-local protect
  is '.allowed' $'false\nfalse\nfalse'
  evaluate_registered 09-osd-without-annotation protect
  is '.allowed' $'true\ntrue\ntrue'
  is 'select(.patch) | .patch | @base64d' "$NETWORKS"
  evaluate_registered 02-cluster-public-and-cluster protect
  is '[.allowed, .warnings]' $'[true,null]\n[true,null]\n[true,null]'
}

@test "the registrations let everything pass unchanged when they monitor, and tell what they would do" {
  evaluate_registered 04-nad-host-local monitor
  is '.allowed' $'true\ntrue\ntrue'
  is '.auditAnnotations.findings | fromjson | map(.rule)' $'["ipam-type-not-allowed"]\n["ipam-type-not-allowed"]\n["ipam-type-not-allowed"]'
  evaluate_registered 09-osd-without-annotation monitor
  is '[.allowed, .patch]' $'[true,null]\n[true,null]\n[true,null]'
}

@test "the metadata asks for no context and no host capability" {
  ask kwctl inspect --output yaml annotated-policy.wasm
  [ "$status" -eq 0 ]
  [[ "$output" == *'protocolVersion: v1'* ]]
  [[ "$output" == *'mutating: true'* ]]
  # Absent, or a list without elements.
  ! grep --after-context 1 '^hostCapabilities' <<< "$output" | grep --quiet '^ *- '
}

@test "what is published comes back from the registry byte for byte" {
  run make --silent publish IMAGE="$IMAGE" ARGS="--sources-path $SOURCES --output json"
  echo "$output"
  [ "$status" -eq 0 ]
  pushed=$(sed -n 's/^{"immutable_ref":"\(.*\)"}.*$/\1/p' <<< "$output")
  [[ "$pushed" == "${IMAGE%:*}@sha256:"* ]]
  kwctl pull --sources-path "$SOURCES" --output-path "$BATS_FILE_TMPDIR/pulled.wasm" "registry://$IMAGE"
  cmp "$BATS_FILE_TMPDIR/pulled.wasm" annotated-policy.wasm
  evaluate 15-foreign-pod-forges-osd-label "$BATS_FILE_TMPDIR/pulled.wasm"
  is '.allowed' false
}

@test "the policy runs from the store, by its address" {
  kwctl pull --sources-path "$SOURCES" "registry://$IMAGE"
  evaluate 09-osd-without-annotation "registry://$IMAGE"
  is '.patch | @base64d' "$NETWORKS"
}

@test "the package file is the one that kwctl writes, but for its time" {
  kwctl scaffold artifacthub -m policy-metadata.yml -q questions-ui.yml -o "$BATS_TEST_TMPDIR/artifacthub-pkg.yml"
  diff <(grep --invert-match '^createdAt: ' artifacthub-pkg.yml) \
    <(grep --invert-match '^createdAt: ' "$BATS_TEST_TMPDIR/artifacthub-pkg.yml")
}

@test "kwctl writes a registration of the annotated policy" {
  ask kwctl scaffold manifest --type ClusterAdmissionPolicy annotated-policy.wasm
  [ "$status" -eq 0 ]
  [[ "$output" == *'kind: ClusterAdmissionPolicy'* ]]
  [[ "$output" == *'name: ceph-multus-policy'* ]]
}
