# Tagstead in a container: docs/operations.md says how to run it.
#   docker build -t tagstead .

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
# The caches keep a second build from compiling everything again; they are no part of the image.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked -p tagstead-cli \
    && objcopy --strip-unneeded target/release/tagstead /usr/local/bin/tagstead \
    && packaging/third-party-licenses >/third-party-licenses.txt

# Slim and not distroless: an operator needs a shell for a backup, and the health check uses bash.
FROM debian:bookworm-slim
# The authorities that a media store with https is checked against.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
# The number is fixed, so that the owner of a volume can be set from outside.
RUN groupadd --system --gid 990 tagstead \
    && useradd --system --uid 990 --gid tagstead --no-create-home --home-dir /data tagstead \
    && install -d -o tagstead -g tagstead -m 0700 /data
COPY --from=build /usr/local/bin/tagstead /usr/bin/tagstead
COPY --from=build /third-party-licenses.txt /src/LICENSE /usr/share/doc/tagstead/
COPY packaging/container-site.toml /etc/tagstead/site.toml

USER tagstead
VOLUME /data
EXPOSE 8080
# At the address of the metrics, because it speaks plain HTTP also where the site speaks HTTPS.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/9100 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]"]
ENTRYPOINT ["tagstead"]
CMD ["serve", "--config", "/etc/tagstead/site.toml"]
