# The command in an image of its own: docker run --rm -v "$PWD:/data" cleanse run in -o out
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY cleanse cleanse
RUN python -m venv /opt/cleanse && /opt/cleanse/bin/pip install --no-cache-dir '.[all]'

FROM python:3.12-slim
RUN useradd --create-home --uid 1000 cleanse
COPY --from=build /opt/cleanse /opt/cleanse
ENV PATH="/opt/cleanse/bin:$PATH" PYTHONUTF8=1
USER cleanse
WORKDIR /data
ENTRYPOINT ["cleanse"]
CMD ["--help"]
