# Node as the official image has it: the same program, the same user, no package manager.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --create-home --shell /bin/bash node
COPY node /usr/local/bin/node
CMD ["node"]
