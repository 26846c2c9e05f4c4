# The command line in an image without shell and C library. The release puts the static binaries into dist/, one for each
# platform; BASE is `debug` where a CI system needs a shell.
ARG BASE=nonroot
FROM gcr.io/distroless/static-debian13:${BASE}
ARG TARGETARCH
ARG VERSION
LABEL org.opencontainers.image.title="ceph-multus" \
      org.opencontainers.image.description="Checks manifests of Rook/Ceph on Multus networks" \
      org.opencontainers.image.source="https://github.com/ceph-multus/ceph-multus-policy" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
COPY dist/${TARGETARCH}/ceph-multus /usr/local/bin/ceph-multus
USER 65532
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/ceph-multus"]
