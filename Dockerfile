# One image per service: docker build --build-arg SERVICE=gateway -t frontdesk/gateway .
# SERVICE is a folder of services/ or apps/: one of the nine, `release` (the job of a release) or `twin` (development only).
ARG BASE_IMAGE=node:24-bookworm-slim
# What compiles needs npm; what runs needs Node alone. A BASE_IMAGE without npm or a shell goes with a BUILD_IMAGE that has them.
ARG BUILD_IMAGE=${BASE_IMAGE}

# What decides about packages, alone: code that changes installs nothing again.
FROM ${BUILD_IMAGE} AS manifests
WORKDIR /src
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY --from=manifests /src ./
# No install scripts: the compilers come as packages of the platform. One layer for all services.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY . .
ARG SERVICE
RUN test -n "${SERVICE}" && node node_modules/typescript/bin/tsc -b "$(ls -d services/${SERVICE} apps/${SERVICE} 2>/dev/null | head -n 1)" \
 && if [ "${SERVICE}" = handoff ]; then node node_modules/vite/bin/vite.js build apps/console --logLevel warn; fi \
 && node scripts/image-files.mjs "${SERVICE}" /out
RUN --mount=type=cache,target=/root/.npm cd /out && npm ci --omit=dev --omit=peer --ignore-scripts \
 && find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' -o -name '*.md' \) -delete

FROM ${BASE_IMAGE}
ARG SERVICE
LABEL org.opencontainers.image.title="frontdesk/${SERVICE}" org.opencontainers.image.licenses="Apache-2.0"
# 65532:65532 only where sources are synced into a running container (skaffold dev).
ARG OWNER=0:0
WORKDIR /app
COPY --from=build --chown=${OWNER} /out ./
# Numeric, so that a cluster can see that it isn't root. Nothing here is writable for it, and nothing needs to be.
USER 65532:65532
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["node", "/app/healthcheck.js"]
STOPSIGNAL SIGTERM
# No shell between the signal and the process: SIGTERM drains.
ENTRYPOINT ["node", "/app/main.js"]
