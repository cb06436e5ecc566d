#!/usr/bin/env bash
# Takes the pictures that README.md shows from screenshots/ into docs/screenshots: 64 colours, below 60 KB each.
# `make pictures` takes the screenshots first.
set -euo pipefail
cd "$(dirname "$0")/.."

pictures=(
    "en-100/*-home-many.png home"
    "en-100/*-language.png language"
    "en-100/*-consent.png consent"
    "es-100/*-questionnaire-demographics-0-answered.png demographics-es"
    "en-100/*-headphones-1.png headphones"
    "de-100/*-level.png level-de"
    "en-100/*-instructions-answered.png instructions"
    "en-100/*-clip-main-01-heard.png rating"
    "zh-Hans-100/*-clip-main-01-rated.png rating-zh-Hans"
    "de-200/*-clip-main-01-heard.png rating-de-200"
    "en-100-dark/*-clip-main-01-rated.png rating-dark"
    "en-100/*-thanks.png thanks"
    "en-100/*-agreement.png agreement"
    "en-100/*-agreement-excerpt.png agreement-excerpt"
    "en-100/*-inspect.png inspect"
    "en-100-dark/*-inspect-two-models.png inspect-dark"
    "en-100/*-train-result.png train"
    "en-100/*-monitor.png monitor"
)

mkdir -p docs/screenshots
for picture in "${pictures[@]}"; do
    read -r pattern name <<<"$picture"
    # shellcheck disable=SC2086 # the pattern is to expand
    set -- screenshots/$pattern
    [ -f "$1" ] || { echo "screenshots/$pattern is missing: run make screenshots" >&2; exit 1; }
    cp "$1" "docs/screenshots/$name.png"
    mogrify -strip -dither None -colors 64 -define png:compression-level=9 "docs/screenshots/$name.png"
done

too_large=$(find docs/screenshots -name '*.png' -size +60k)
[ -z "$too_large" ] || { echo "over 60 KB: $too_large" >&2; exit 1; }
ls -l docs/screenshots
