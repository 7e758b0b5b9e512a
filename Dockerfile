# The image of production: web, worker, beat and migrations run from it, as a user without rights, from requirements.lock.
FROM python:3.11-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PATH=/opt/venv/bin:$PATH
# WeasyPrint's libraries and one font.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*

FROM base AS build
RUN apt-get update && apt-get install -y --no-install-recommends gettext && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
COPY requirements.lock /tmp/requirements.lock
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/requirements.lock
WORKDIR /app
COPY . .
# The demonstration's settings suffice to compile the catalogues and to collect the static files; nothing secret is used.
RUN CALP_ENV=demo CALP_VAR=/tmp/var CALP_STATIC_ROOT=/app/collected \
    sh -c 'python manage.py compilemessages && python manage.py collectstatic --noinput' \
 && python -m compileall -q /app /opt/venv

FROM base
RUN groupadd --system --gid 10001 calp \
 && useradd --system --uid 10001 --gid calp --home-dir /nonexistent --shell /usr/sbin/nologin calp \
 && install -d -o calp -g calp -m 0700 /srv/calp /srv/calp/media /srv/calp/var /srv/calp/audit
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
# HOME and the font cache lie in the container's memory: the root file system is read-only.
ENV CALP_ENV=production CALP_VAR=/srv/calp/var CALP_MEDIA_ROOT=/srv/calp/media CALP_STATIC_ROOT=/app/collected \
    HOME=/tmp XDG_CACHE_HOME=/tmp
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "calp.wsgi:application"]
