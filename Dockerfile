# Two images from one file:
#   docker build --target app .        the application
#   docker build --target asterisk .   the Asterisk that it answers calls with
# Start them with an init (docker run --init; docker-compose.yml says init: true): neither process is made to be PID 1.

FROM node:24-slim AS packages
WORKDIR /opt/zangpay
COPY package.json package-lock.json .npmrc ./
# The optional packages bring a Node for machines that lack one; this image is one.
RUN npm install --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim AS app
ENV NODE_ENV=production \
    HTTP_HOST=0.0.0.0 \
    HTTP_PORT=3000 \
    ZANGPAY_DATA_DIR=/var/lib/zangpay
WORKDIR /opt/zangpay
COPY --from=packages /opt/zangpay/node_modules node_modules
COPY package.json LICENSE ./
COPY src src
# At the same path as in the other image: the application checks that every clip that Asterisk will play exists.
COPY dialplan/sounds dialplan/sounds
RUN install -d -o node -g node -m 0700 /var/lib/zangpay
USER node
VOLUME /var/lib/zangpay
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HTTP_PORT}/health`).then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
# A core dump would hold cards and PINs in clear.
ENTRYPOINT ["/bin/sh", "-c", "ulimit -c 0 && exec \"$0\" \"$@\"", "node", "src/main.ts"]
CMD ["serve"]

FROM debian:forky-slim AS asterisk
RUN apt-get update \
  && apt-get install -y --no-install-recommends asterisk \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o asterisk -g asterisk -m 0700 /run/asterisk /var/lib/zangpay /var/log/zangpay
ENV STATE_DIR=/var/lib/zangpay \
    LOG_DIR=/var/log/zangpay \
    RUN_DIR=/run/asterisk
WORKDIR /opt/zangpay
COPY dialplan dialplan
USER asterisk
EXPOSE 5060/udp 10000-10199/udp
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD asterisk -C /run/asterisk/etc/asterisk.conf -rx 'core waitfullybooted' | grep -q 'has fully booted'
CMD ["/bin/sh", "-c", "ulimit -c 0 && dialplan/render.sh /run/asterisk/etc && exec asterisk -f -C /run/asterisk/etc/asterisk.conf"]
