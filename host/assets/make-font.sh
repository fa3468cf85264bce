#!/bin/sh
# Makes the two font subsets that the login window embeds:
# printable ASCII, and every other character that src/text.rs and src/text/ use.
# Run it after a new character has been used there; a unit test names the missing ones.
#
# Needs: fonts-noto-cjk (Debian), python3-venv, and PyPI for fonttools, whose version is fixed below
# so that the same words give the same bytes.
set -eu

cd "$(dirname "$0")"
fonts=${NOTO_CJK:-/usr/share/fonts/opentype/noto}
# The first font in each collection is the Japanese one.
face=0

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" --quiet --disable-pip-version-check install fonttools==4.60.1

cat ../src/text.rs ../src/text/*.rs | tr -d '\n\r\t' >"$scratch/characters"
for weight in Regular Bold; do
    SOURCE_DATE_EPOCH=0 "$scratch/venv/bin/pyftsubset" "$fonts/NotoSansCJK-$weight.ttc" \
        --font-number=$face \
        --unicodes=U+0020-007E,U+2022,U+2026 \
        --text-file="$scratch/characters" \
        --output-file="NotoSansJP-$weight-subset.otf" \
        --layout-features='' \
        --no-hinting \
        --no-glyph-names \
        --drop-tables+=vhea,vmtx,VORG,BASE,GPOS,GSUB,GDEF \
        --name-IDs=0,1,2,3,4,5,6,13,14
done
ls -l ./*.otf
