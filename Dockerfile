# The product as an image: web by itself, the Procfile's other lines as commands of the same image.
# docker build --tag cti-adapter .
# Debian 12 is what the product is tested on; pin its digest where builds have to repeat.

FROM debian:12-slim AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /venv
WORKDIR /app
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY cti_adapter cti_adapter
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --editable .
# who serves may not write here, and would compile everything at every start
RUN /venv/bin/python -m compileall -q cti_adapter

FROM debian:12-slim
# the client programs of PostgreSQL are those that `cti-adapter backup` runs
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 ca-certificates postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /nonexistent cti \
    && install --directory --owner=cti --group=cti --mode=0700 /data
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY gunicorn.conf.py ./
COPY templates templates
COPY static static
ENV PATH=/venv/bin:$PATH PORT=8080 CTI_DATABASE_URL=sqlite:////data/cti.sqlite3
USER cti
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "gunicorn.conf.py"]
