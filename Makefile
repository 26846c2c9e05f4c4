# The targets that Kubewarden's users know, and those of this project. `make` alone lists them.

CARGO ?= cargo
TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
WASM_TARGETS := wasm32-unknown-unknown wasm32-wasip1
MODULE := $(TARGET_DIR)/wasm32-unknown-unknown/release/ceph_multus_policy.wasm
CARGO_HOME ?= $(HOME)/.cargo
# What is built for this machine has the features of the whole workspace, tests and all, so that nothing is compiled twice:
# once for `make run`, and once more for `make test`.
BUILD := $(CARGO) build --locked --workspace
WEB_MODULES := $(TARGET_DIR)/wasm32-unknown-unknown/web
PAGE := web/page
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser)

# Panics name the source that they come from: by this name, whoever builds the module, so that it is the same in every folder.
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS := --remap-path-prefix=$(CARGO_HOME)=/cargo

.DEFAULT_GOAL := help
.PHONY: help toolchain module reproducible kwctl image e2e-tools policy.wasm annotated-policy.wasm publish ceph-multus ceph-multus-sync sync-image e2e-sync e2e-admission fmt lint test \
	e2e-tests e2e-nodes e2e-chart run bench growth load size fuzz node chromium web-package playground playground-serve book test-playground test-playground-if-possible clean

help: ## list the targets
	@sed -n 's/^\([a-z0-9.-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'

# rust-toolchain.toml says what is needed; rustup is only asked where something is missing.
toolchain:
	@missing=; for target in $(WASM_TARGETS); do \
		test -d "$$(rustc --print target-libdir --target $$target 2>/dev/null)" || missing=yes; \
	done; \
	$(CARGO) fmt --version >/dev/null 2>&1 && $(CARGO) clippy --version >/dev/null 2>&1 || missing=yes; \
	if [ -n "$$missing" ]; then \
		command -v rustup >/dev/null || { echo "a part of the toolchain in rust-toolchain.toml is missing; get rustup at https://rustup.rs" >&2; exit 1; }; \
		rustup toolchain install && rustup target add $(WASM_TARGETS) && rustup component add rustfmt clippy; \
	fi

module: toolchain
	$(CARGO) build --locked --release --target wasm32-unknown-unknown --package ceph-multus-policy

# With all that a build could remember in other places: the sources, the target directory, cargo's home.
ELSEWHERE := $(abspath $(TARGET_DIR))/elsewhere

reproducible: policy.wasm ## build the module again in another directory, and compare
	rm -rf $(ELSEWHERE) && mkdir -p $(ELSEWHERE)/home $(ELSEWHERE)/sources
	ln -s $(abspath $(CARGO_HOME))/registry $(ELSEWHERE)/home/registry
	git ls-files -z | tar -c --null -T - | tar -x -C $(ELSEWHERE)/sources
	$(MAKE) --no-print-directory -C $(ELSEWHERE)/sources CARGO_HOME=$(ELSEWHERE)/home CARGO_TARGET_DIR=$(ELSEWHERE)/target policy.wasm
	cmp policy.wasm $(ELSEWHERE)/sources/policy.wasm
	rm -rf $(ELSEWHERE)

policy.wasm: module ## build the policy for a policy server
	cp $(MODULE) $@

annotated-policy.wasm: kwctl policy.wasm ## add the metadata to policy.wasm (needs kwctl)
	kwctl annotate -m policy-metadata.yml -u policy-usage.md -o $@ policy.wasm

publish: image annotated-policy.wasm ## push the annotated policy to IMAGE=REGISTRY/NAME:TAG (needs kwctl; ARGS are options of kwctl)
	kwctl push $(ARGS) annotated-policy.wasm registry://$(IMAGE)

image: kwctl
	@test -n "$(IMAGE)" || { echo "set IMAGE: make publish IMAGE=REGISTRY/NAME:TAG" >&2; exit 1; }

ceph-multus: toolchain ## install the command line, and kubectl's plugin of the same name
	$(CARGO) install --locked --profile dist --path crates/cli

ceph-multus-sync: toolchain ## install the sync, which keeps the inventory up to date
	$(CARGO) install --locked --path crates/sync

sync-image: ## build the image of ceph-multus-sync, SYNC_IMAGE=REGISTRY/NAME:TAG, and push it (needs docker)
	@test -n "$(SYNC_IMAGE)" || { echo "set SYNC_IMAGE: make sync-image SYNC_IMAGE=REGISTRY/NAME:TAG" >&2; exit 1; }
	@command -v docker >/dev/null || { echo "docker is missing; you can build crates/sync/Dockerfile with another tool" >&2; exit 1; }
	docker build --file crates/sync/Dockerfile --tag $(SYNC_IMAGE) .
	docker push $(SYNC_IMAGE)

e2e-sync: toolchain ## run ceph-multus-sync against a real API server (KUBE_APISERVER=, ETCD=, KUBECTL= name the programs)
	$(BUILD) --bin ceph-multus --bin ceph-multus-sync
	CEPH_MULTUS=$(TARGET_DIR)/debug/ceph-multus SYNC=$(TARGET_DIR)/debug/ceph-multus-sync e2e/run

e2e-admission: toolchain ## run the synced policies in a real policy server (and POLICY_SERVER= names it)
	$(BUILD) --bin ceph-multus --bin ceph-multus-sync
	CEPH_MULTUS=$(TARGET_DIR)/debug/ceph-multus SYNC=$(TARGET_DIR)/debug/ceph-multus-sync e2e/admission

# Before minutes go into a build.
kwctl:
	@command -v kwctl >/dev/null || { echo "kwctl is missing; get it at https://github.com/kubewarden/adm-controller/releases" >&2; exit 1; }

# A macro declares them, so that cargo fmt does not find them.
RULES := crates/core/src/rules/*.rs crates/nodes/src/rules/*.rs

fmt: toolchain ## check the format
	$(CARGO) fmt --all -- --check
	rustfmt --check --edition 2024 $(RULES)

# Clippy compiles again what the tests compile, and the guest has a graph of packages of its own: that takes a third of the
# CPU of the tests. The workflow does it in another job at the same time.
lint: toolchain ## run clippy on everything, for the host and for WebAssembly
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	$(CARGO) clippy --locked --package ceph-multus-policy --lib --target wasm32-wasip1 -- -D warnings

test: fmt module test-playground-if-possible ## check the format and run all tests, including the built module and the playground
	$(CARGO) test --locked --workspace

e2e-tools: kwctl
	@missing=; for tool in bats jq docker-registry; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	test -z "$$missing" || { echo "missing:$$missing; install the Debian packages with these names" >&2; exit 1; }

e2e-tests: e2e-tools annotated-policy.wasm ## run the annotated policy under kwctl, push and pull it (needs kwctl, bats, jq, docker-registry)
	bats e2e.bats
	ANNOTATED_POLICY_EXPECTED=true $(CARGO) test --locked --test module annotated
	$(CARGO) test --locked --test walk

e2e-nodes: toolchain ## let networkd and NetworkManager read what is written for nodes (needs both, and root)
	@missing=; for tool in nmcli NetworkManager unshare; do command -v $$tool >/dev/null || missing=yes; done; \
	test -z "$$missing" -a -x /lib/systemd/systemd-networkd || { echo "install the Debian packages network-manager and systemd" >&2; exit 1; }
	NODE_TOOLS_EXPECTED=true $(CARGO) test --locked --package ceph-multus-nodes --test host_network tools

HELM ?= helm
HELM_PYTHON ?= python3
export HELM HELM_PYTHON

# The versions before word their errors in another way.
e2e-chart: toolchain ## let Helm render the chart (needs helm, or Python's package helm-python-sdk: HELM=, HELM_PYTHON= name them)
	@command -v $(HELM) >/dev/null || $(HELM_PYTHON) -c 'import helm_python' 2>/dev/null || { echo "helm is missing; get it at https://helm.sh" >&2; exit 1; }
	HELM_EXPECTED=true $(CARGO) test --locked --package ceph-multus-manifests --test chart

run: toolchain ## evaluate the example requests, or ARGS='[--settings FILE] REQUEST.json...'
	@test -x $(TARGET_DIR)/debug/run || echo "building the embedded WebAssembly host; the first time this takes several minutes" >&2
	$(BUILD) --bin run
	@$(TARGET_DIR)/debug/run $(ARGS)

# The host is optimized here, as a policy server is.
MEASURED := $(BUILD) --profile bench --bin bench --bin growth --bin load

bench: toolchain ## compare the policy with two minimal guests, and with ARGS='MODULE.wasm...'
	$(MEASURED)
	@$(TARGET_DIR)/release/bench $(ARGS)

growth: toolchain ## measure how time grows with the input, for the inputs with ARGS='TEXT' in their names
	$(MEASURED)
	@$(TARGET_DIR)/release/growth $(ARGS)

load: toolchain ## serve 100,000 requests, or ARGS=N, from four threads
	$(MEASURED)
	@$(TARGET_DIR)/release/load $(ARGS)

size: toolchain ## show what is in the module by section, crate and function, or the ARGS=N largest functions
	$(BUILD) --bin size
	@$(TARGET_DIR)/debug/size $(ARGS)

# Before minutes go into a build.
node:
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "node and npm are missing; get Node 22.12 or later at https://nodejs.org" >&2; exit 1; }
	@node --eval 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)' || { echo "Vite needs Node ^20.19.0 or >=22.12.0; get it at https://nodejs.org" >&2; exit 1; }

# wasm-bindgen in the version of Cargo.lock writes the JavaScript side.
# Cargo optimizes a module as a whole only where it is nothing but a cdylib; the tests need a library.
WEB_MODULE := $(CARGO) rustc --locked --profile web --target wasm32-unknown-unknown --crate-type cdylib
web-package: toolchain node
	$(WEB_MODULE) --package ceph-multus-web -- -C strip=none
	$(WEB_MODULE) --package ceph-multus-web-hosts -- -C strip=none
	$(BUILD) --example answers --bin book --bin ceph-multus-bindgen
	$(TARGET_DIR)/debug/ceph-multus-bindgen $(WEB_MODULES)/ceph_multus_web.wasm web/package policy

playground: web-package ## build the playground into web/page/dist
	mkdir -p $(PAGE)/hosts && $(TARGET_DIR)/debug/ceph-multus-bindgen $(WEB_MODULES)/ceph_multus_web_hosts.wasm $(PAGE)/hosts hosts
	cd $(PAGE) && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build

# With the book, to which the playground has links.
playground-serve: book ## build the playground and the book, and serve them on 127.0.0.1
	cd $(PAGE) && npm run --silent serve

BOOK := docs/book

book: playground ## build the site, the playground in it, into docs/book, and check its links
	$(TARGET_DIR)/debug/book $(PAGE)/dist $(BOOK)

chromium:
	@test -n "$(CHROMIUM)" || { echo "chromium is missing; install Debian's package chromium, or set CHROMIUM" >&2; exit 1; }

test-playground: chromium playground ## test the playground in a browser, and compare the npm package with the native core
	$(TARGET_DIR)/debug/examples/answers > $(PAGE)/test/answers.json
	cd $(PAGE) && CHROMIUM=$(CHROMIUM) npm test --silent

# On a machine without them the rest is tested all the same; a CI must have them.
test-playground-if-possible:
	@if [ -n "$$CI" ] && [ "$$CI" != false ] || { command -v node >/dev/null && command -v npm >/dev/null && [ -n "$(CHROMIUM)" ]; }; then \
		$(MAKE) --no-print-directory test-playground book; \
	else \
		echo "the playground is not tested because node or chromium is missing" >&2; \
	fi

# The targets are in fuzz/, a workspace of its own; what they find becomes a test with a name.
FUZZ_TARGETS := $(basename $(notdir $(wildcard fuzz/fuzz_targets/*.rs)))
SECONDS ?= 60

fuzz: ## fuzz each target for SECONDS=60, or ARGS='TARGET...' (needs a nightly toolchain and cargo-fuzz)
	@$(CARGO) +nightly fuzz --version >/dev/null 2>&1 || { echo "fuzzing needs a nightly toolchain and cargo-fuzz: rustup toolchain install nightly && cargo install --locked cargo-fuzz" >&2; exit 1; }
	$(CARGO) run --locked --package ceph-multus-invariants --bin seeds -- fuzz/corpus
	@for target in $(or $(ARGS),$(FUZZ_TARGETS)); do \
		echo "fuzzing $$target for $(SECONDS) s" >&2; \
		$(CARGO) +nightly fuzz run -s none $$target -- -max_total_time=$(SECONDS) -timeout=20 -print_final_stats=1 || exit 1; \
	done

clean: ## remove all build results
	$(CARGO) clean
	rm -rf policy.wasm annotated-policy.wasm $(BOOK) web/package/policy* $(PAGE)/hosts $(PAGE)/dist $(PAGE)/node_modules $(PAGE)/test/answers.json
