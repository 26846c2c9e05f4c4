#!/usr/bin/env bats
# The annotated policy under kwctl: `make e2e-tests`.

judge() {
  run kwctl run annotated-policy.wasm --request-path "$1" --settings-path "${2:-examples/settings.json}"
  echo "output = ${output}"
  [ "$status" -eq 0 ]
}

@test "a CephCluster that selects both networks is accepted" {
  judge examples/requests/02-cluster-public-and-cluster.json
  [[ "$output" == *'"allowed":true'* ]]
  [[ "$output" != *'"patch"'* ]]
}

@test "selectors.cluster takes the value of public" {
  judge examples/requests/01-cluster-public-only.json
  [[ "$output" == *'"allowed":true'* ]]
  [[ "$output" == *'"patchType":"JSONPatch"'* ]]
}

@test "host-local, static and dhcp are refused" {
  for request in examples/requests/04-nad-host-local.json examples/requests/05-nad-static.json examples/requests/06-nad-dhcp.json; do
    judge "$request"
    [[ "$output" == *'"allowed":false'* ]]
    [[ "$output" == *'[ipam-type-not-allowed]'* ]]
  done
}

@test "a misspelt key is warned about" {
  judge examples/requests/08-nad-range-start-misspelt.json
  [[ "$output" == *'"allowed":true'* ]]
  [[ "$output" == *'did you mean `range_start`?'* ]]
}

@test "an OSD without its networks gets them" {
  judge examples/requests/09-osd-without-annotation.json
  [[ "$output" == *'"allowed":true'* ]]
  [[ "$output" == *'"patchType":"JSONPatch"'* ]]
}

@test "a forged OSD is refused" {
  judge examples/requests/15-foreign-pod-forges-osd-label.json
  [[ "$output" == *'"allowed":false'* ]]
  [[ "$output" == *'[foreign-attachment]'* ]]
}

@test "a deletion is accepted" {
  judge examples/requests/16-cluster-deleted.json
  [[ "$output" == *'"allowed":true'* ]]
}

@test "wrong settings are refused, each field by its name" {
  run kwctl run annotated-policy.wasm --request-path examples/requests/02-cluster-public-and-cluster.json \
    --settings-json '{"mutat": true}'
  echo "output = ${output}"
  [ "$status" -eq 1 ]
  [[ "$output" == *'did you mean `mutate`?'* ]]
}
