# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
#
# An image that replays the cassettes in /cassettes: docs/container.md.

FROM swift:6.3-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcurl4-openssl-dev libsqlite3-dev python3 zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN swift build -c release --static-swift-stdlib --product tapedeck \
    && Scripts/lay-out .build/release/tapedeck /install

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libcurl4 libsqlite3-0 libstdc++6 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 tapedeck \
    && install -d -o tapedeck /cassettes
COPY --from=build /install/ /usr/local/
COPY --chmod=755 Scripts/container-health /usr/local/bin/tapedeck-health
USER 10001
WORKDIR /cassettes
VOLUME /cassettes
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["tapedeck-health"]
ENTRYPOINT ["tapedeck"]
CMD ["replay", "--cassettes", "/cassettes", "--host", "0.0.0.0", "--port", "8080", "--allow-remote"]
